using Slug.Figures.Tables;

namespace Slug.Experiments.Regression;

/// <summary>What a metric was, and how far it may move to the worse.</summary>
/// <param name="Value">Its value when the baseline was taken.</param>
/// <param name="Tolerance">How much worse it may get before it counts as a regression, in the metric's own unit.</param>
/// <param name="Goal">Which way is better.</param>
public sealed record BaselineMetric(double Value, double Tolerance, Better Goal)
{
    /// <summary>How much better the value is than this one; negative when it is worse.</summary>
    public double Gain(double value) => Goal == Better.Higher ? value - Value : Value - value;
}
