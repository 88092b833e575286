using Slug.Experiments.Graph;

namespace Slug.Experiments.Results;

/// <summary>Concepts that one model forgot together.</summary>
/// <param name="Group">The concepts.</param>
/// <param name="Metrics">The measures of that model on the test set, concept by concept.</param>
public sealed record ForgottenGroup(ConceptGroup Group, ModelMetrics Metrics);
