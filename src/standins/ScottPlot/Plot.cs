using ScottPlot.Grids;
using ScottPlot.Panels;

namespace ScottPlot;

/// <summary>A figure: data, axes, title and legend.</summary>
public partial class Plot : IDisposable
{
    /// <summary>An empty figure.</summary>
    public Plot()
    {
        Axes = new AxisManager(this);
        Add = new PlottableAdder(this);
        Legend = new Legend(this);
        Font = new FontStyler(this);
    }

    /// <summary>What is drawn, first to last.</summary>
    public List<IPlottable> PlottableList { get; } = [];

    /// <summary>Adds things to the figure.</summary>
    public PlottableAdder Add { get; }

    /// <summary>Axes, title, panels and limits.</summary>
    public AxisManager Axes { get; }

    /// <summary>The legend.</summary>
    public Legend Legend { get; set; }

    /// <summary>The grid.</summary>
    public DefaultGrid Grid => Axes.DefaultGrid;

    /// <summary>Room around the data area.</summary>
    public LayoutManager Layout { get; } = new();

    /// <summary>Sets fonts.</summary>
    public FontStyler Font { get; }

    /// <summary>What lies behind the whole figure.</summary>
    public BackgroundStyle FigureBackground = new() { Color = Colors.White };

    /// <summary>What lies behind the data.</summary>
    public BackgroundStyle DataBackground = new() { Color = Colors.Transparent };

    /// <summary>Draws everything this much larger, for sharp images on dense screens.</summary>
    public double ScaleFactor { get; set; } = 1;

    /// <summary>Where the last render put things.</summary>
    public RenderDetails LastRender { get; private set; }

    /// <summary>Sets the title.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">Size of the letters in pixels.</param>
    public void Title(string? text = null, float? size = null)
    {
        Axes.Title.IsVisible = true;
        Axes.Title.Label.Text = text ?? Axes.Title.Label.Text;
        Axes.Title.Label.FontSize = size ?? Axes.Title.Label.FontSize;
    }

    /// <summary>Sets the label of the bottom axis.</summary>
    /// <param name="label">The text.</param>
    /// <param name="size">Size of the letters in pixels.</param>
    public void XLabel(string label, float? size = null) => SetLabel(Axes.Bottom.Label, label, size);

    /// <summary>Sets the label of the left axis.</summary>
    /// <param name="label">The text.</param>
    /// <param name="size">Size of the letters in pixels.</param>
    public void YLabel(string label, float? size = null) => SetLabel(Axes.Left.Label, label, size);

    /// <summary>Shows the legend in the data area.</summary>
    /// <param name="alignment">Where.</param>
    public Legend ShowLegend(Alignment alignment)
    {
        Legend.IsVisible = true;
        Legend.Alignment = alignment;
        return Legend;
    }

    /// <summary>Shows the legend in the data area.</summary>
    /// <param name="alignment">Where.</param>
    /// <param name="orientation">How its items follow one another.</param>
    public Legend ShowLegend(Alignment alignment, Orientation orientation)
    {
        Legend.Orientation = orientation;
        return ShowLegend(alignment);
    }

    /// <summary>Shows the legend beside the data area.</summary>
    /// <param name="edge">On which side.</param>
    public LegendPanel ShowLegend(Edge edge)
    {
        HideLegend();
        Legend.Orientation = edge.IsVertical() ? Orientation.Vertical : Orientation.Horizontal;
        LegendPanel panel = new(Legend) { Edge = edge };
        Axes.AddPanel(panel);
        return panel;
    }

    /// <summary>Hides the legend.</summary>
    public Legend HideLegend()
    {
        Legend.IsVisible = false;
        return Legend;
    }

    /// <summary>Hides the grid.</summary>
    public void HideGrid() => Grid.IsVisible = false;

    /// <summary>Where a location lay on the last render, in pixels of the image.</summary>
    /// <param name="coordinates">The location, on the main axes.</param>
    public Pixel GetPixel(Coordinates coordinates) => new(
        Axes.Bottom.GetPixel(coordinates.X, LastRender.DataRect) * (float)ScaleFactor,
        Axes.Left.GetPixel(coordinates.Y, LastRender.DataRect) * (float)ScaleFactor);

    /// <summary>The location that lay at a pixel of the last render.</summary>
    /// <param name="pixel">The pixel of the image.</param>
    public Coordinates GetCoordinates(Pixel pixel) => new(
        Axes.Bottom.GetCoordinate(pixel.X / (float)ScaleFactor, LastRender.DataRect),
        Axes.Left.GetCoordinate(pixel.Y / (float)ScaleFactor, LastRender.DataRect));

    /// <inheritdoc/>
    public void Dispose()
    {
        PlottableList.Clear();
        GC.SuppressFinalize(this);
    }

    private static void SetLabel(LabelStyle style, string label, float? size)
    {
        style.Text = label;
        style.FontSize = size ?? style.FontSize;
    }
}
