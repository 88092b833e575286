namespace Slug.Experiments.Results;

/// <summary>How a run ended, for its user.</summary>
/// <param name="Text">The table of results, where everything is, and the verdict.</param>
/// <param name="NotForgotten">What was asked for and is not forgotten.</param>
public sealed record RunSummary(string Text, IReadOnlyList<string> NotForgotten);
