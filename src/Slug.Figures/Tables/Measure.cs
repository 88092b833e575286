using System.Text.Json.Serialization;

namespace Slug.Figures.Tables;

/// <summary>Which way a measure should move.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Better>))]
public enum Better
{
    /// <summary>Lower is better: accuracy on what is to be forgotten, time.</summary>
    Lower,

    /// <summary>Higher is better: accuracy on what is to be kept.</summary>
    Higher,
}

/// <summary>What a measure speaks of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasureSubject>))]
public enum MeasureSubject
{
    /// <summary>What is left of what was to be forgotten.</summary>
    Forgotten,

    /// <summary>What is kept of everything else.</summary>
    Kept,

    /// <summary>Whether the forget set can be told from what the model never saw.</summary>
    Membership,

    /// <summary>What it took, which is the machine's more than the method's.</summary>
    Cost,
}

/// <summary>In what a measure is counted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasureUnit>))]
public enum MeasureUnit
{
    /// <summary>A share from 0 to 1, which people read in percent.</summary>
    Share,

    /// <summary>A number of its own, such as a Fréchet distance.</summary>
    Score,

    /// <summary>Seconds.</summary>
    Seconds,
}

/// <summary>One number that a model is judged by. Tables, data files, regressions and published rows are made of these.</summary>
/// <param name="Key">Its name in files and baselines: <c>fa@1</c>.</param>
/// <param name="Value">The number; null where it was not measured.</param>
/// <param name="Better">Which way it should move.</param>
/// <param name="Subject">What it speaks of.</param>
public sealed record Measure(string Key, double? Value, Better Better, MeasureSubject Subject)
{
    /// <summary>Its name for people: <c>FA@1</c>.</summary>
    public string Label { get; init; } = Key;

    /// <summary>In what it is counted.</summary>
    public MeasureUnit Unit { get; init; }

    /// <summary>How many samples it rests on; null where nobody counted them, as of a publication's.</summary>
    public int? Samples { get; init; }

    /// <summary>Whether tables that show every concept leave it out.</summary>
    public bool IsDetail { get; init; }

    /// <summary>
    /// How far from its best it may be, from 0 to 1, for what it speaks of to count as forgotten, where an experiment has asked for another share than
    /// <see cref="Forgetting"/> does.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Tolerance { get; init; }

    /// <summary>The head of its column, with an arrow that says which way is better.</summary>
    [JsonIgnore]
    public string Heading => $"{(Unit == MeasureUnit.Share ? $"{Label} %" : Label)} {(Better == Better.Higher ? "↑" : "↓")}";

    /// <summary>A value of it for people; empty where there is none.</summary>
    /// <param name="value">The value, perhaps a mean.</param>
    public string Show(double? value) => Unit switch
    {
        MeasureUnit.Share => ReadableTable.Percent(value),
        _ => value?.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty,
    };

    /// <summary>The same with its unit: <c>47.4 %</c>.</summary>
    /// <param name="value">The value.</param>
    public string ShowWithUnit(double? value) => Unit == MeasureUnit.Share && value is not null ? $"{Show(value)} %" : Show(value);
}
