using System.Globalization;
using ScottPlot.Panels;
using ScottPlot.Plottables;

namespace ScottPlot;

/// <summary>Adds things to a plot. Without a colour given, each takes the next of eight that colour-blind people can tell apart.</summary>
/// <param name="plot">The plot.</param>
public class PlottableAdder(Plot plot)
{
    private static readonly string[] Palette =
        ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000"];

    private int _next;

    /// <summary>The plot.</summary>
    public Plot Plot { get; } = plot;

    /// <summary>The next colour of the cycle.</summary>
    /// <param name="incrementCounter">Whether it counts as used.</param>
    public Color GetNextColor(bool incrementCounter = true)
    {
        Color color = Color.FromHex(Palette[_next % Palette.Length]);
        if (incrementCounter)
            _next++;
        return color;
    }

    /// <summary>Points joined by a line.</summary>
    /// <param name="xs">Horizontal positions.</param>
    /// <param name="ys">Vertical positions, as many.</param>
    /// <param name="color">Colour.</param>
    public Scatter Scatter(double[] xs, double[] ys, Color? color = null) =>
        xs.Length == ys.Length
            ? Scatter([.. xs.Zip(ys, (x, y) => new Coordinates(x, y))], color)
            : throw new ArgumentException($"{xs.Length} x values but {ys.Length} y values.", nameof(ys));

    /// <summary>Points joined by a line. (Also here because its presence decides which calls compile.)</summary>
    /// <typeparam name="T1">A kind of number.</typeparam>
    /// <typeparam name="T2">A kind of number.</typeparam>
    /// <param name="xs">Horizontal positions.</param>
    /// <param name="ys">Vertical positions, as many.</param>
    /// <param name="color">Colour.</param>
    public Scatter Scatter<T1, T2>(T1[] xs, T2[] ys, Color? color = null) => Scatter(Doubles(xs), Doubles(ys), color);

    /// <summary>Points joined by a line.</summary>
    /// <param name="coordinates">The points.</param>
    /// <param name="color">Colour.</param>
    public Scatter Scatter(Coordinates[] coordinates, Color? color = null) =>
        Add(new Scatter(coordinates) { Color = color ?? GetNextColor() });

    /// <summary>A line without marks.</summary>
    /// <param name="xs">Horizontal positions.</param>
    /// <param name="ys">Vertical positions, as many.</param>
    /// <param name="color">Colour.</param>
    public Scatter ScatterLine(double[] xs, double[] ys, Color? color = null)
    {
        Scatter scatter = Scatter(xs, ys, color);
        scatter.MarkerSize = 0;
        return scatter;
    }

    /// <summary>A line without marks.</summary>
    /// <typeparam name="T1">A kind of number.</typeparam>
    /// <typeparam name="T2">A kind of number.</typeparam>
    /// <param name="xs">Horizontal positions.</param>
    /// <param name="ys">Vertical positions, as many.</param>
    /// <param name="color">Colour.</param>
    public Scatter ScatterLine<T1, T2>(T1[] xs, T2[] ys, Color? color = null) => ScatterLine(Doubles(xs), Doubles(ys), color);

    /// <summary>Marks without a line.</summary>
    /// <param name="xs">Horizontal positions.</param>
    /// <param name="ys">Vertical positions, as many.</param>
    /// <param name="color">Colour.</param>
    public Scatter ScatterPoints(double[] xs, double[] ys, Color? color = null)
    {
        Scatter scatter = Scatter(xs, ys, color);
        scatter.LineWidth = 0;
        return scatter;
    }

    /// <summary>Marks without a line.</summary>
    /// <typeparam name="T1">A kind of number.</typeparam>
    /// <typeparam name="T2">A kind of number.</typeparam>
    /// <param name="xs">Horizontal positions.</param>
    /// <param name="ys">Vertical positions, as many.</param>
    /// <param name="color">Colour.</param>
    public Scatter ScatterPoints<T1, T2>(T1[] xs, T2[] ys, Color? color = null) => ScatterPoints(Doubles(xs), Doubles(ys), color);

    /// <summary>A text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Horizontal position.</param>
    /// <param name="y">Vertical position.</param>
    public Text Text(string text, double x, double y) =>
        Add(new Text { LabelText = text ?? string.Empty, Location = new Coordinates(x, y) });

    /// <summary>A text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="location">Where.</param>
    public Text Text(string text, Coordinates location) => Text(text, location.X, location.Y);

    /// <summary>Numbers as colours, row 0 at the top.</summary>
    /// <param name="intensities">The numbers <c>[row, column]</c>.</param>
    public Heatmap Heatmap(double[,] intensities) => Add(new Heatmap(intensities));

    /// <summary>An image centred on a location.</summary>
    /// <param name="location">Where.</param>
    /// <param name="image">The image.</param>
    /// <param name="scale">Pixels of the figure per pixel of the image.</param>
    public ImageMarker ImageMarker(Coordinates location, Image image, float scale = 1) =>
        Add(new ImageMarker { Location = location, Image = image, Scale = scale });

    /// <summary>An image stretched over a rectangle.</summary>
    /// <param name="image">The image.</param>
    /// <param name="rect">The rectangle.</param>
    public ImageRect ImageRect(Image image, CoordinateRect rect) => Add(new ImageRect { Image = image, Rect = rect });

    /// <summary>A strip that explains colours, right of the data area.</summary>
    /// <param name="source">Whose colours.</param>
    /// <param name="edge">Only the right side here.</param>
    public ColorBar ColorBar(IHasColorAxis source, Edge edge = Edge.Right)
    {
        ColorBar bar = new(source, edge);
        Plot.Axes.AddPanel(bar);
        return bar;
    }

    /// <summary>A line across the data area.</summary>
    /// <param name="y">Its height.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="color">Colour.</param>
    /// <param name="pattern">Dashes.</param>
    public HorizontalLine HorizontalLine(double y, float width = 2, Color? color = null, LinePattern pattern = default) =>
        Add(new HorizontalLine { Y = y, LineWidth = width, LineColor = color ?? GetNextColor(), LinePattern = pattern });

    /// <summary>A line from the bottom of the data area to its top.</summary>
    /// <param name="x">Its horizontal position.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="color">Colour.</param>
    /// <param name="pattern">Dashes.</param>
    public VerticalLine VerticalLine(double x, float width = 2, Color? color = null, LinePattern pattern = default) =>
        Add(new VerticalLine { X = x, LineWidth = width, LineColor = color ?? GetNextColor(), LinePattern = pattern });

    /// <summary>A line between two locations.</summary>
    /// <param name="start">One end.</param>
    /// <param name="end">The other end.</param>
    public LinePlot Line(Coordinates start, Coordinates end) => Add(new LinePlot { Start = start, End = end, LineColor = GetNextColor() });

    /// <summary>A line between two locations.</summary>
    /// <param name="x1">Horizontal position of one end.</param>
    /// <param name="y1">Vertical position of that end.</param>
    /// <param name="x2">Horizontal position of the other end.</param>
    /// <param name="y2">Vertical position of that end.</param>
    public LinePlot Line(double x1, double y1, double x2, double y2) => Line(new Coordinates(x1, y1), new Coordinates(x2, y2));

    /// <summary>A filled rectangle with a rim.</summary>
    /// <param name="left">Left edge.</param>
    /// <param name="right">Right edge.</param>
    /// <param name="bottom">Bottom edge.</param>
    /// <param name="top">Top edge.</param>
    public Rectangle Rectangle(double left, double right, double bottom, double top)
    {
        Color color = GetNextColor();
        return Add(new Rectangle { X1 = left, X2 = right, Y1 = bottom, Y2 = top, LineColor = color, FillColor = color.WithAlpha(.5) });
    }

    private static double[] Doubles<T>(T[] numbers) => [.. numbers.Select(number => Convert.ToDouble(number, CultureInfo.InvariantCulture))];

    private T Add<T>(T plottable)
        where T : IPlottable
    {
        Plot.PlottableList.Add(plottable);
        return plottable;
    }
}
