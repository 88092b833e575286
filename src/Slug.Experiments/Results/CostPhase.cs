using System.Globalization;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Results;

/// <summary>A part of the time that a method takes: of a gradient, of the choice of the layer, of the search.</summary>
/// <param name="Key">Its measure's key.</param>
/// <param name="Label">Its column's head.</param>
/// <param name="Reads">The trial's reads whose making it is.</param>
public sealed record CostPhase(string Key, string Label, IReadOnlyList<string> Reads)
{
    /// <summary>The fact by which a step says how long the scores of its layers took, in seconds.</summary>
    public const string LayerSeconds = "seconds of layer scores";

    /// <summary>A fact of these steps, in seconds, that is all of the phase; null where it is the whole time.</summary>
    public string? Fact { get; init; }

    /// <summary>A fact of these steps, in seconds, that another phase counts.</summary>
    public string? Without { get; init; }

    /// <summary>The time as it was recorded.</summary>
    /// <param name="context">The step that reads it.</param>
    /// <param name="inputOf">The name of a read among its inputs.</param>
    public Measure Measure(IStepContext context, Func<string, string> inputOf)
    {
        ArgumentNullException.ThrowIfNull(context);
        string[] inputs = [.. Reads.Select(inputOf)];
        var whole = Fact is null ? Sum(inputs.Select(input => context.InputDuration(input)?.TotalSeconds)) : Sum(inputs.Select(input => Seconds(context.InputFact(input, Fact))));
        return new Measure(Key, whole - (Without is null ? 0 : Sum(inputs.Select(input => Seconds(context.InputFact(input, Without)))) ?? 0), Better.Lower, MeasureSubject.Cost)
        {
            Label = Label,
            Unit = MeasureUnit.Seconds,
        };
    }

    private static double? Sum(IEnumerable<double?> parts) => parts.OfType<double>().ToList() is { Count: > 0 } known ? known.Sum() : null;

    private static double? Seconds(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
