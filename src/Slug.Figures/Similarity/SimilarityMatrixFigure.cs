using ScottPlot;
using ScottPlot.Plottables;
using Slug.Figures.Style;

namespace Slug.Figures.Similarity;

/// <summary>
/// Cosine similarity of images and captions before and after unlearning, side by side under one colour scale, with the pictures on it
/// (paper, figure 4).
/// </summary>
public static class SimilarityMatrixFigure
{
    private const float Cell = 78;
    private const float Picture = 52;
    private const float Margin = 20;
    private const float PanelGap = 44;
    private const float TitleBand = 44;
    private const float HeadingBand = 34;
    private const float CaptionBand = 58;
    private const float BarGap = 26;
    private const float BarBand = 118;
    private const float CellGap = 1;

    /// <summary>Draws the figure.</summary>
    /// <param name="data">Concepts and cosines.</param>
    /// <param name="pathWithoutExtension">Where; <c>.png</c> and <c>.svg</c> are added.</param>
    /// <exception cref="ArgumentException">Sizes disagree, or a cosine is not a finite number.</exception>
    public static void Save(SimilarityMatrixData data, string pathWithoutExtension)
    {
        SimilarityMatrixDrawing drawing = SimilarityMatrixDrawing.From(data);
        using Pictures pictures = new(data.Concepts);
        using Plot plot = Draw(drawing, pictures.Images, out int width, out int height);
        FigureFile.Save(plot, pathWithoutExtension, width, height);
    }

    /// <summary>Lays the figure out by hand: one axis unit is one pixel, y upward, the origin at the lower left of the matrices.</summary>
    private static Plot Draw(SimilarityMatrixDrawing drawing, IReadOnlyList<Image> pictures, out int width, out int height)
    {
        float side = drawing.Captions.Count * Cell;
        float areaWidth = Picture + 10 + side + PanelGap + side;
        width = (int)(Margin + areaWidth + BarBand);
        height = (int)(TitleBand + HeadingBand + side + CaptionBand);

        Plot plot = FigureStyle.NewPlot(drawing.Title, string.Empty, string.Empty);
        plot.HideGrid();
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left, plot.Axes.Top, plot.Axes.Right })
            axis.IsVisible = false;

        plot.Layout.Fixed(new PixelPadding(Margin, 0, 0, TitleBand));
        plot.Axes.SetLimits(-(Picture + 10), (2 * side) + PanelGap + BarBand, -CaptionBand, side + HeadingBand);
        for (int i = 0; i < pictures.Count; i++)
            DrawPicture(plot, pictures[i], side - (i * Cell));

        ScottPlot.Colormaps.CustomInterpolated map = new(FigureColors.Sequential);
        Matrix(plot, drawing, drawing.Before, "before", 0, side, map);
        Matrix(plot, drawing, drawing.After, "after unlearning", side + PanelGap, side, map);
        ColorScale.Draw(plot, map, drawing.Low, drawing.High, (2 * side) + PanelGap + BarGap, side);
        return plot;
    }

    private static void DrawPicture(Plot plot, Image picture, float top)
    {
        float inset = (Cell - Picture) / 2;
        plot.Add.ImageRect(picture, new CoordinateRect(-(Picture + 10), -10, top - inset - Picture, top - inset));
    }

    private static void Matrix(
        Plot plot, SimilarityMatrixDrawing drawing, IReadOnlyList<SimilarityMatrixDrawing.Cell> cells, string heading, float left, float side, IColormap map)
    {
        Label(plot, heading, left + (side / 2), side + (HeadingBand / 2), FigureStyle.AxisLabelSize, FigureColors.Ink, Alignment.MiddleCenter);
        foreach (SimilarityMatrixDrawing.Cell cell in cells)
        {
            float x = left + (cell.Column * Cell);
            float top = side - (cell.Row * Cell);
            Color color = map.GetColor((cell.Value - drawing.Low) / (drawing.High - drawing.Low));
            Rectangle box = plot.Add.Rectangle(x + CellGap, x + Cell - CellGap, top - Cell + CellGap, top - CellGap);
            (box.FillColor, box.LineWidth) = (color, 0);
            Label(plot, cell.Text, x + (Cell / 2), top - (Cell / 2), FigureStyle.TextSize, TextOn(color), Alignment.MiddleCenter);
        }

        for (int i = 0; i < drawing.Captions.Count; i++)
        {
            bool forgotten = drawing.Forgotten.Contains(i);
            Text caption = Label(
                plot, drawing.Captions[i], left + ((i + 0.5f) * Cell), -7, 12, forgotten ? FigureColors.Forget : FigureColors.Ink, Alignment.UpperCenter);
            caption.LabelBold = forgotten;
            if (forgotten)
                Frame(plot, left + (i * Cell), side - (i * Cell));
        }
    }

    /// <summary>A frame around the cell of a forgotten concept's own image and caption, the one that should turn pale.</summary>
    private static void Frame(Plot plot, float left, float top)
    {
        Rectangle frame = plot.Add.Rectangle(left + CellGap + 1, left + Cell - CellGap - 1, top - Cell + CellGap + 1, top - CellGap - 1);
        (frame.FillColor, frame.LineColor, frame.LineWidth) = (Colors.Transparent, FigureColors.Forget, 3);
    }

    private static Text Label(Plot plot, string text, float x, float y, float size, Color color, Alignment alignment)
    {
        Text label = plot.Add.Text(text, x, y);
        (label.LabelFontSize, label.LabelFontColor, label.LabelAlignment) = (size, color, alignment);
        return label;
    }

    /// <summary>Black on pale and white on dark cells, whichever contrasts more (relative luminance of WCAG).</summary>
    private static Color TextOn(Color background)
    {
        double luminance = (0.2126 * Linear(background.R)) + (0.7152 * Linear(background.G)) + (0.0722 * Linear(background.B));
        return luminance > 0.179 ? FigureColors.Ink : Colors.White;

        static double Linear(byte channel)
        {
            double value = channel / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }
}
