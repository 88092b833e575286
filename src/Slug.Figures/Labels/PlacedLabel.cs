namespace Slug.Figures.Labels;

/// <summary>Where a label goes.</summary>
/// <param name="Index">Which request.</param>
/// <param name="Box">The text's place.</param>
/// <param name="Leader">A thin line from the point to a text that had to go far away; null where it stands close by.</param>
internal readonly record struct PlacedLabel(int Index, Box Box, Segment? Leader);
