using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.Plottables;
using Slug.Figures.Style;

namespace Slug.Figures.Similarity;

/// <summary>Lays the figure out by hand: one axis unit is one pixel, y upward, the origin at the lower left of the matrices.</summary>
internal sealed class SimilarityMatrixCanvas
{
    private const float LeastCell = 78;
    private const float LeastSide = 240;
    private const float Picture = 52;
    private const float PictureGap = 10;
    private const float Margin = 20;
    private const float PanelGap = 44;
    private const float TitleBand = 44;
    private const float HeadingBand = 34;
    private const float CaptionBand = 58;
    private const float BarGap = 26;
    private const float BarBand = 118;
    private const float CellGap = 1;
    private const float CaptionSize = 12;
    private const float NarrowCaptionSize = 11;
    private const float RightMargin = 8;

    private readonly SimilarityMatrixDrawing _drawing;
    private readonly CustomInterpolated _map = new(FigureColors.Sequential);
    private readonly float _cell;
    private readonly float _side;
    private readonly float _captionSize;

    /// <summary>Draws the figure.</summary>
    /// <param name="drawing">What is drawn.</param>
    /// <param name="pictures">The pictures of the rows.</param>
    /// <param name="isStacked">Whether the matrices stand one above the other, without the colours' scale: for a narrow screen.</param>
    internal SimilarityMatrixCanvas(SimilarityMatrixDrawing drawing, IReadOnlyList<Image> pictures, bool isStacked = false)
    {
        _drawing = drawing;
        _captionSize = isStacked ? NarrowCaptionSize : CaptionSize;
        _cell = Math.Max(LeastCell, LeastSide / drawing.Captions.Count);
        _side = _cell * drawing.Captions.Count;
        float right = isStacked ? _side + RightMargin : (2 * _side) + PanelGap + BarBand;
        float title = isStacked ? 2 * TitleBand : TitleBand;
        float panel = HeadingBand + _side + CaptionBand;
        Width = (int)(Margin + Picture + PictureGap + right);
        Height = (int)(title + (isStacked ? 2 * panel : panel));

        Plot = FigureStyle.NewPlot(isStacked ? drawing.Title.Replace(": ", ":\n", StringComparison.Ordinal) : drawing.Title, string.Empty, string.Empty, Width);
        Plot.HideGrid();
        foreach (IAxis axis in new IAxis[] { Plot.Axes.Bottom, Plot.Axes.Left, Plot.Axes.Top, Plot.Axes.Right })
            axis.IsVisible = false;
        Plot.Layout.Fixed(new PixelPadding(Margin, 0, 0, title));
        Plot.Axes.SetLimits(-(Picture + PictureGap), right, -CaptionBand - (isStacked ? panel : 0), _side + HeadingBand);

        DrawPanel(drawing.Before, "before", pictures, 0, 0);
        DrawPanel(drawing.After, "after the update", isStacked ? pictures : [], isStacked ? 0 : _side + PanelGap, isStacked ? -panel : 0);
        if (!isStacked)
            ColorScale.Draw(Plot, _map, drawing.Low, drawing.High, (2 * _side) + PanelGap + BarGap, _side);
    }

    internal Plot Plot { get; }

    internal int Width { get; }

    internal int Height { get; }

    private float RowCentre(int row) => _side - ((row + 0.5f) * _cell);

    private void DrawPicture(Image picture, float centre) => Plot.Add.ImageRect(
        picture, new CoordinateRect(-(Picture + PictureGap), -PictureGap, centre - (Picture / 2), centre + (Picture / 2)));

    private void DrawPanel(IReadOnlyList<SimilarityMatrixDrawing.Cell> cells, string heading, IReadOnlyList<Image> pictures, float left, float bottom)
    {
        for (int i = 0; i < pictures.Count; i++)
            DrawPicture(pictures[i], bottom + RowCentre(i));
        Write(heading, left + (_side / 2), bottom + _side + (HeadingBand / 2), FigureStyle.AxisLabelSize, FigureColors.Ink, Alignment.MiddleCenter);
        foreach (SimilarityMatrixDrawing.Cell cell in cells)
            DrawCell(cell, left + ((cell.Column + 0.5f) * _cell), bottom + RowCentre(cell.Row));

        for (int i = 0; i < _drawing.Captions.Count; i++)
        {
            bool target = _drawing.Targets.Contains(i);
            float x = left + ((i + 0.5f) * _cell);
            Write(_drawing.Captions[i], x, bottom - 7, _captionSize, target ? FigureColors.Forget : FigureColors.Ink, Alignment.UpperCenter).LabelBold = target;
            if (target)
                DrawFrame(x, bottom + RowCentre(i));
        }
    }

    private void DrawCell(SimilarityMatrixDrawing.Cell cell, float x, float y)
    {
        Color color = _map.GetColor((cell.Value - _drawing.Low) / (_drawing.High - _drawing.Low));
        Rectangle box = Box(x, y, (_cell / 2) - CellGap);
        (box.FillColor, box.LineWidth) = (color, 0);
        Write(cell.Text, x, y, FigureStyle.TextSize, TextOn(color), Alignment.MiddleCenter);
    }

    /// <summary>A frame around the cell of a target's own image and caption, which should turn pale.</summary>
    private void DrawFrame(float x, float y)
    {
        Rectangle frame = Box(x, y, (_cell / 2) - CellGap - 1);
        (frame.FillColor, frame.LineColor, frame.LineWidth) = (Colors.Transparent, FigureColors.Forget, 3);
    }

    private Rectangle Box(float x, float y, float half) => Plot.Add.Rectangle(x - half, x + half, y - half, y + half);

    private Text Write(string text, float x, float y, float size, Color color, Alignment alignment)
    {
        Text label = Plot.Add.Text(text, x, y);
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
