using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Results;

/// <summary>A concept as forgotten by a method that SLUG is compared with.</summary>
/// <param name="Row">The method and its setting.</param>
/// <param name="Concept">The concept.</param>
/// <param name="Report">How the method went.</param>
/// <param name="Metrics">The measures of the unlearned model on the test set.</param>
/// <param name="Seconds">Wall time of the method with its measurements after each epoch, when it was computed.</param>
/// <param name="PeakBytes">The most memory that its process held meanwhile.</param>
public sealed record ComparedConcept(ComparisonOptions Row, Concept Concept, ComparisonReport Report, ModelMetrics Metrics, double? Seconds, long? PeakBytes);
