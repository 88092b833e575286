namespace Slug.Figures.ParetoFront;

/// <summary>What the Pareto figure of one concept and one tower shows.</summary>
/// <param name="Concept">The concept to forget.</param>
/// <param name="Tower">The tower, as people call it: <c>vision</c> or <c>language</c>.</param>
/// <param name="Points">The candidate layers, in any order; at least one.</param>
/// <param name="Changed">Which layer was changed, its tower said, whichever tower the figure is of; null where none was.</param>
public sealed record ParetoFrontData(string Concept, string Tower, IReadOnlyList<ParetoFrontPoint> Points, string? Changed = null);
