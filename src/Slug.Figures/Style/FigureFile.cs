using ScottPlot;

namespace Slug.Figures.Style;

/// <summary>Writes a plot as PNG, at twice the size for dense screens, and as SVG.</summary>
internal static class FigureFile
{
    private const int PngScale = 2;

    /// <summary>Writes both files.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="pathWithoutExtension">Where; <c>.png</c> and <c>.svg</c> are added, and missing folders made.</param>
    /// <param name="width">Width in points of the SVG.</param>
    /// <param name="height">Height in points of the SVG.</param>
    internal static void Save(Plot plot, string pathWithoutExtension, int width, int height)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(pathWithoutExtension)) is { } folder)
            Directory.CreateDirectory(folder);

        plot.ScaleFactor = 1;
        plot.SaveSvg(pathWithoutExtension + ".svg", width, height);
        plot.ScaleFactor = PngScale;
        plot.SavePng(pathWithoutExtension + ".png", width * PngScale, height * PngScale);
    }
}
