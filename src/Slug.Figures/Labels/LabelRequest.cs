namespace Slug.Figures.Labels;

/// <summary>A text that wants to stand near a point.</summary>
/// <param name="X">The point, in pixels.</param>
/// <param name="Y">The point, in pixels.</param>
/// <param name="MarkerRadius">Radius of the mark at the point.</param>
/// <param name="Width">Width of the text.</param>
/// <param name="Height">Height of the text.</param>
internal readonly record struct LabelRequest(double X, double Y, double MarkerRadius, double Width, double Height);
