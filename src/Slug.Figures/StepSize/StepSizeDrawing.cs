using Slug.Figures.Style;

namespace Slug.Figures.StepSize;

/// <summary>What is drawn, before any pixel: λ as logarithms, accuracies in percent. Pure, so that tests can pin it.</summary>
/// <param name="Title">Title of the figure.</param>
/// <param name="Xs">Logarithm of each λ, ascending.</param>
/// <param name="Fa1">Top-1 accuracy on the forgotten concept, percent.</param>
/// <param name="Fa5">Top-5 accuracy on it, percent; empty where there is none.</param>
/// <param name="Retained">Accuracy on the rest, percent.</param>
/// <param name="RetainedBefore">The same before unlearning.</param>
/// <param name="RetainedName">What it counts.</param>
/// <param name="ForgottenName">What the accuracy on the concept counts.</param>
/// <param name="ChosenX">Logarithm of the step taken.</param>
/// <param name="ChosenText">Its value, for people.</param>
/// <param name="Low">Left end of the axis.</param>
/// <param name="High">Right end of the axis.</param>
/// <param name="Ticks">Labelled ticks of the horizontal axis.</param>
internal sealed record StepSizeDrawing(
    string Title,
    IReadOnlyList<double> Xs,
    IReadOnlyList<double> Fa1,
    IReadOnlyList<double> Fa5,
    IReadOnlyList<double> Retained,
    double? RetainedBefore,
    string RetainedName,
    string ForgottenName,
    double? ChosenX,
    string? ChosenText,
    double Low,
    double High,
    IReadOnlyList<LogTick> Ticks)
{
    /// <summary>Works out the drawing.</summary>
    /// <exception cref="ArgumentException">There are no points, or a step size is not a positive number.</exception>
    internal static StepSizeDrawing From(StepSizeData data)
    {
        if (data.Points.Count == 0)
            throw new ArgumentException($"The step-size figure of '{data.Concept}' has no steps to show.", nameof(data));
        double[] lambdas = [.. data.Points.Select(point => point.Lambda), .. data.ChosenLambda is { } taken ? [taken] : Array.Empty<double>()];
        if (lambdas.Any(lambda => !double.IsFinite(lambda) || lambda <= 0))
            throw new ArgumentException($"A step size of '{data.Concept}' is not a positive number.", nameof(data));

        StepSizePoint[] points = [.. data.Points.OrderBy(point => point.Lambda)];
        (double low, double high) = LogScale.Limits([.. lambdas.Select(Math.Log10)]);
        return new StepSizeDrawing(
            $"{data.Concept}: accuracy against step size, {data.Layer}",
            [.. points.Select(point => Math.Log10(point.Lambda))],
            [.. points.Select(point => 100 * point.Fa1)],
            [.. points.Select(point => 100 * point.Fa5).OfType<double>()],
            [.. points.Select(point => 100 * point.Retained)],
            100 * data.RetainedBefore,
            data.RetainedName,
            data.ForgottenName,
            data.ChosenLambda is { } chosen ? Math.Log10(chosen) : null,
            data.ChosenLambda is { } value ? $"λ = {ShortNumber.Text(value)} taken" : null,
            low,
            high,
            LogTicks.Between(low, high).Major);
    }
}
