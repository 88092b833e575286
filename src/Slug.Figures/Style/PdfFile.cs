using ScottPlot;
using SkiaSharp;

namespace Slug.Figures.Style;

/// <summary>A plot as a PDF of one page, fonts included, the same bytes whenever the same plot is drawn.</summary>
internal static class PdfFile
{
    /// <summary>Writes the file.</summary>
    internal static void Save(Plot plot, string path, int width, int height)
    {
        using FileStream file = File.Create(path);
        // No dates: they alone would make each file another one.
        using SKDocument document = SKDocument.CreatePdf(file, new SKDocumentPdfMetadata { RasterDpi = SKDocument.DefaultRasterDpi, EncodingQuality = 101 });
        plot.Render(document.BeginPage(width, height), width, height);
        document.EndPage();
        document.Close();
    }
}
