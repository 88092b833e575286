using ScottPlot;
using Slug.Figures.Style;

namespace Slug.Figures.Similarity;

/// <summary>
/// Cosine similarity of images and captions before and after unlearning, side by side under one colour scale, with the pictures on it
/// (paper, figure 4).
/// </summary>
public static class SimilarityMatrixFigure
{
    /// <summary>What follows a figure's name in that of its variant for narrow screens, an SVG.</summary>
    public const string Narrow = "-narrow";

    /// <summary>Draws the figure.</summary>
    /// <param name="data">Concepts and cosines.</param>
    /// <param name="pathWithoutExtension">Where; <c>.png</c>, <c>.svg</c> and <c>.pdf</c> are added, and <c>-narrow.svg</c>, one matrix above the other.</param>
    /// <exception cref="ArgumentException">Sizes disagree, or a cosine is not a finite number.</exception>
    public static void Save(SimilarityMatrixData data, string pathWithoutExtension)
    {
        SimilarityMatrixDrawing drawing = SimilarityMatrixDrawing.From(data);
        using Pictures pictures = new(data.Concepts);
        SimilarityMatrixCanvas canvas = new(drawing, pictures.Images);
        using Plot plot = canvas.Plot;
        FigureFile.Save(plot, pathWithoutExtension, canvas.Width, canvas.Height);
        SimilarityMatrixCanvas stacked = new(drawing, pictures.Images, isStacked: true);
        using Plot narrow = stacked.Plot;
        FigureFile.SaveSvg(narrow, pathWithoutExtension + Narrow, stacked.Width, stacked.Height);
    }
}
