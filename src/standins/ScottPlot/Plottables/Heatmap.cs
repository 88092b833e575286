using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

/// <summary>A table of numbers shown as colours, one cell wide and high per number, row 0 at the top.</summary>
public class Heatmap : PlottableBase, IHasColorAxis
{
    /// <summary>A heatmap whose first column is centred on 0.</summary>
    /// <param name="intensities">The numbers <c>[row, column]</c>; NaN is transparent.</param>
    public Heatmap(double[,] intensities) => Intensities = intensities;

    /// <summary>The numbers <c>[row, column]</c>.</summary>
    public double[,] Intensities { get; set; }

    /// <summary>The colours.</summary>
    public IColormap Colormap { get; set; } = new Colormaps.Viridis();

    /// <summary>The values that the colours span; from the numbers while null.</summary>
    public Range? ManualRange { get; set; }

    /// <summary>The edges of the whole heatmap; while null a cell is one unit wide and high.</summary>
    public CoordinateRect? Rectangle { get; set; }

    private CoordinateRect Edges => Rectangle ?? new CoordinateRect(
        -0.5, Intensities.GetLength(1) - 0.5, -0.5, Intensities.GetLength(0) - 0.5);

    /// <inheritdoc/>
    public Range GetRange() => ManualRange ?? Range.GetRange(Intensities);

    /// <inheritdoc/>
    public override AxisLimits GetAxisLimits() => new(Edges);

    /// <inheritdoc/>
    public override void Render(RenderPack rp)
    {
        PixelRect area = Axes.GetPixelRect(Edges);
        int rows = Intensities.GetLength(0);
        int columns = Intensities.GetLength(1);
        Range range = GetRange();
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float left = area.Left + (area.Width * column / columns);
                float top = area.Top + (area.Height * row / rows);
                PixelRect cell = new(left, area.Left + (area.Width * (column + 1) / columns), area.Top + (area.Height * (row + 1) / rows), top);
                Color color = Colormap.GetColor(Intensities[row, column], range);
                rp.Canvas.Fill(CanvasPath.Rectangle(cell), new FillStyle { Color = color, AntiAlias = false });
            }
        }
    }
}
