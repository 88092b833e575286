namespace Slug.Figures.StepSize;

/// <summary>The model after one step of the search.</summary>
/// <param name="Lambda">The step size λ, greater than 0.</param>
/// <param name="Fa1">Top-1 accuracy on the forgotten concept's images, 0 to 1.</param>
/// <param name="Fa5">Top-5 accuracy on them, 0 to 1; null where the judge gives one answer.</param>
/// <param name="Retained">Accuracy on everything else, 0 to 1.</param>
public sealed record StepSizePoint(double Lambda, double Fa1, double? Fa5, double Retained);
