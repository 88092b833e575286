namespace Slug.Experiments.Clip.Measures;

/// <summary>Image-text pairs that the membership attack looks at.</summary>
/// <param name="Tar">The pairs.</param>
/// <param name="Features">What the original model makes of them (<see cref="EvaluationFeatures.SavePairs"/>).</param>
internal sealed record PairSet(string Tar, string Features);
