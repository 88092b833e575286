namespace Slug.Figures.Report;

/// <summary>A figure of the report.</summary>
/// <param name="Title">Heading over it.</param>
/// <param name="Caption">What it shows, for people who read only the captions.</param>
/// <param name="File">The figure's SVG or PNG file; it is copied into the report.</param>
public sealed record ReportFigure(string Title, string Caption, string File)
{
    /// <summary>What can be seen in it, for people who cannot see it.</summary>
    public string? Alternative { get; init; }

    /// <summary>The same for narrow screens, as wide as such a screen; null where there is none.</summary>
    public string? NarrowFile { get; init; }

    /// <summary>Whether it is among the details, which are folded.</summary>
    public bool IsDetail { get; init; }
}
