using Slug.Experiments.Graph;

namespace Slug.Experiments.Results;

/// <summary>Everything that is known of one forgotten concept once its model was measured.</summary>
/// <param name="Concept">The concept.</param>
/// <param name="Search">How layer and step size were chosen.</param>
/// <param name="Metrics">The measures of the unlearned model on the test set.</param>
/// <param name="Seconds">Wall time of the forget gradient and the search, when they were computed.</param>
/// <param name="PeakBytes">The most memory that their process held meanwhile.</param>
public sealed record ForgottenConcept(Concept Concept, SearchReport Search, ModelMetrics Metrics, double? Seconds, long? PeakBytes);
