using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slug.Figures.Tables;

/// <summary>A row of the result table with its measures, for programs.</summary>
/// <param name="Method">The method.</param>
/// <param name="LearningRate">Learning rate of methods that train.</param>
/// <param name="Setting">What else sets the row apart.</param>
/// <param name="Concept">The concept, or one of the words that stand in its place.</param>
/// <param name="Seconds">Time spent.</param>
/// <param name="Measures">The measures.</param>
public sealed record MeasuredRow(string Method, double? LearningRate, string? Setting, string Concept, double? Seconds, IReadOnlyList<Measure> Measures)
{
    /// <summary>The rest of the row.</summary>
    public RowDetails? Details { get; init; }

    /// <summary>The row as tables have it.</summary>
    public ResultRow ToRow() => new(Method, Concept)
    {
        LearningRate = LearningRate,
        Setting = Setting,
        Seconds = Seconds,
        Measures = Measures,
        Layer = Details?.Layer,
        LayerLabel = Details?.LayerLabel,
        Lambda = Details?.Lambda,
        Epoch = Details?.Epoch,
        PeakBytes = Details?.PeakBytes,
        StoredBytes = Details?.StoredBytes,
        IsAsked = Details?.IsAsked ?? false,
        ForgottenInSearch = Details?.ForgottenInSearch,
        Reached = Details?.Reached ?? [],
        Tally = Details?.Tally,
    };
}

/// <summary>What a row of the result table holds beside its measures; see <see cref="ResultRow"/>.</summary>
public sealed record RowDetails(
    string? Layer,
    string? LayerLabel,
    double? Lambda,
    int? Epoch,
    long? PeakBytes,
    long? StoredBytes,
    bool IsAsked,
    bool? ForgottenInSearch,
    string? Tally,
    IReadOnlyList<Measure> Reached);

/// <summary>All measures of a result table in JSON: with each number what is better, in what it is counted and how many samples it rests on.</summary>
public static class MeasureFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="path">Where.</param>
    public static void Save(IReadOnlyList<ResultRow> rows, string path)
    {
        ArgumentNullException.ThrowIfNull(rows);
        MeasuredRow[] measured = [.. rows.Select(row => new MeasuredRow(
            row.Method, row.LearningRate, row.Setting, row.Concept, row.Seconds, [.. row.Measures.Select(Finite)])
        {
            Details = new RowDetails(
                row.Layer, row.LayerLabel, row.Lambda, row.Epoch, row.PeakBytes, row.StoredBytes, row.IsAsked, row.ForgottenInSearch, row.Tally, [.. row.Reached.Select(Finite)]),
        })];
        JsonSerializerOptions options = new(MeasureJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        string text = JsonSerializer.Serialize(measured, new MeasureJson(options).MeasuredRowArray);
        File.WriteAllText(path, text + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static IReadOnlyList<MeasuredRow> Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), MeasureJson.Default.MeasuredRowArray) ?? [];
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path} holds no measures: {failure.Message}", failure);
        }
    }

    /// <summary>JSON has no NaN or infinity: they become null, as numbers that do not exist.</summary>
    private static Measure Finite(Measure measure) => measure.Value is { } value && !double.IsFinite(value) ? measure with { Value = null } : measure;
}

/// <summary>The serializer of measures, compile-time generated.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MeasuredRow[]))]
internal sealed partial class MeasureJson : JsonSerializerContext;
