namespace Slug.Figures.Report;

/// <summary>A figure of the report.</summary>
/// <param name="Title">Heading over it.</param>
/// <param name="Caption">What it shows, for people who read only the captions.</param>
/// <param name="File">The figure's SVG or PNG file; it is copied into the report.</param>
public sealed record ReportFigure(string Title, string Caption, string File);
