namespace Slug.Experiments.Results;

/// <summary>A trial once its model was measured.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Metrics">The measures on the test set.</param>
/// <param name="Facts">How the model was made.</param>
/// <param name="Seconds">Wall time of its making, when it was computed.</param>
/// <param name="PeakBytes">The most memory that its process held meanwhile.</param>
public sealed record MeasuredTrial(Trial Trial, ModelMetrics Metrics, TrialFacts Facts, double? Seconds, long? PeakBytes);
