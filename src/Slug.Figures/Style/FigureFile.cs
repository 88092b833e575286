using ScottPlot;

namespace Slug.Figures.Style;

/// <summary>Writes a plot as PNG, at twice the size for dense screens, as SVG and as PDF.</summary>
internal static class FigureFile
{
    private const int PngScale = 2;

    /// <summary>Writes the three files.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="pathWithoutExtension">Where; <c>.png</c>, <c>.svg</c> and <c>.pdf</c> are added, and missing folders made.</param>
    /// <param name="width">Width in points of SVG and PDF.</param>
    /// <param name="height">Height in points of SVG and PDF.</param>
    internal static void Save(Plot plot, string pathWithoutExtension, int width, int height)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(pathWithoutExtension)) is { } folder)
            Directory.CreateDirectory(folder);

        SaveSvg(plot, pathWithoutExtension, width, height);
        PdfFile.Save(plot, pathWithoutExtension + ".pdf", width, height);
        plot.ScaleFactor = PngScale;
        plot.SavePng(pathWithoutExtension + ".png", width * PngScale, height * PngScale);
    }

    /// <summary>Writes the SVG alone.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="pathWithoutExtension">Where; <c>.svg</c> is added.</param>
    /// <param name="width">Width in points.</param>
    /// <param name="height">Height in points.</param>
    internal static void SaveSvg(Plot plot, string pathWithoutExtension, int width, int height)
    {
        plot.ScaleFactor = 1;
        File.WriteAllText(pathWithoutExtension + ".svg", SvgFile.Draw(plot, width, height));
    }
}
