using Slug.Models.Layers;

namespace Slug.Unlearning.LayerRanking;

/// <summary>How well a layer lends itself to unlearning.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Tower">Its tower.</param>
/// <param name="Importance"><c>‖∇L_f‖ / ‖θ‖</c>: how much the forget loss depends on it.</param>
/// <param name="Alignment"><c>|cos(∇L_f, ∇L_r)|</c>: how much the retain loss depends on the same direction.</param>
/// <param name="WeightNorm"><c>‖θ‖</c>.</param>
/// <param name="GradientNorm"><c>‖∇L_f‖</c>.</param>
public sealed record LayerScore(string Name, Tower Tower, double Importance, double Alignment, double WeightNorm, double GradientNorm);
