using ScottPlot.Rendering;
using ScottPlot.TickGenerators;

namespace ScottPlot.AxisPanels;

/// <summary>What horizontal and vertical axes share: limits, styles, ticks.</summary>
public abstract class AxisBase : LabelStyleProperties
{
    internal const float TickLabelGap = 4;

    /// <summary>Whether the axis is drawn and takes room.</summary>
    public bool IsVisible { get; set; } = true;

    /// <summary>The side of the data area it lies on.</summary>
    public abstract Edge Edge { get; }

    /// <summary>The interval shown.</summary>
    public CoordinateRangeMutable Range { get; } = CoordinateRangeMutable.NotSet;

    /// <summary>Least thickness in pixels.</summary>
    public float MinimumSize { get; set; }

    /// <summary>Greatest thickness in pixels.</summary>
    public float MaximumSize { get; set; } = float.MaxValue;

    /// <summary>Room left outside the ticks of an axis without a label.</summary>
    public PixelPadding EmptyLabelPadding { get; set; } = new(10, 5);

    /// <summary>Value at the left or bottom.</summary>
    public double Min { get => Range.Min; set => Range.Min = value; }

    /// <summary>Value at the right or top.</summary>
    public double Max { get => Range.Max; set => Range.Max = value; }

    /// <summary>What places the ticks.</summary>
    public ITickGenerator TickGenerator { get; set; } = new NumericAutomatic();

    /// <summary>The text outside the ticks.</summary>
    public LabelStyle Label => LabelStyle;

    /// <inheritdoc/>
    public override LabelStyle LabelStyle { get; set; } = new() { FontSize = 16, Bold = true };

    /// <summary>Look of the tick labels.</summary>
    public LabelStyle TickLabelStyle { get; set; } = new() { Alignment = Alignment.MiddleCenter };

    /// <summary>The line between axis and data area.</summary>
    public LineStyle FrameLineStyle { get; } = new() { Width = 1, AntiAlias = false };

    /// <summary>Look of the labelled ticks.</summary>
    public TickMarkStyle MajorTickStyle { get; set; } = new() { Length = 4, Width = 1 };

    /// <summary>Look of the ticks between.</summary>
    public TickMarkStyle MinorTickStyle { get; set; } = new() { Length = 2, Width = 1 };

    /// <summary>Gives label, ticks and line one colour.</summary>
    /// <param name="color">The colour.</param>
    public void Color(Color color)
    {
        LabelStyle.ForeColor = color;
        TickLabelStyle.ForeColor = color;
        MajorTickStyle.Color = color;
        MinorTickStyle.Color = color;
        FrameLineStyle.Color = color;
    }

    /// <summary>Puts labelled ticks at given values.</summary>
    /// <param name="xs">The values.</param>
    /// <param name="labels">Their labels.</param>
    public void SetTicks(double[] xs, string[] labels) => TickGenerator = new NumericManual(xs, labels);

    /// <summary>Places the ticks anew.</summary>
    /// <param name="size">Length of the axis in pixels.</param>
    /// <param name="paint">Ignored here.</param>
    public void RegenerateTicks(PixelLength size, Paint paint) =>
        TickGenerator.Regenerate(Range.ToCoordinateRange, Edge, size, paint, TickLabelStyle);

    internal IEnumerable<Tick> LabelledTicks => TickGenerator.Ticks.Where(tick => tick.Label.Length > 0 && TickLabelStyle.IsVisible);

    /// <summary>Thickness of tick marks and tick labels; nothing on an axis that shows no ticks.</summary>
    internal float TicksSize
    {
        get
        {
            if (TickGenerator.Ticks.Length == 0)
                return 0;
            float label = LabelledTicks.Select(tick => LabelExtent(tick.Label)).DefaultIfEmpty(0).Max();
            return MajorTickStyle.Length + (label > 0 ? TickLabelGap + label : 0);
        }
    }

    private float LabelExtent(string text)
    {
        MeasuredText size = TickLabelStyle.Measure(text);
        double angle = TickLabelStyle.Rotation * Math.PI / 180;
        (double along, double across) = Edge.IsHorizontal() ? (size.Width, size.Height) : (size.Height, size.Width);
        return (float)(Math.Abs(along * Math.Sin(angle)) + Math.Abs(across * Math.Cos(angle)));
    }

    internal void DrawTick(ICanvas canvas, Tick tick, Pixel start, int directionX, int directionY)
    {
        TickMarkStyle style = tick.IsMajor ? MajorTickStyle : MinorTickStyle;
        Pixel end = new(start.X + (directionX * style.Length), start.Y + (directionY * style.Length));
        canvas.Stroke(
            CanvasPath.Line(start, end),
            new LineStyle { Width = style.Length > 0 ? style.Width : 0, Color = style.Color, AntiAlias = style.AntiAlias });
    }
}
