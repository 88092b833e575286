using ScottPlot.Rendering;

namespace ScottPlot.AxisPanels;

/// <summary>A vertical axis.</summary>
public abstract class YAxisBase : AxisBase, IYAxis
{
    private const float LabelGap = 6;

    /// <inheritdoc/>
    public float Measure(Paint paint)
    {
        if (!IsVisible)
            return 0;
        float label = LabelText.Length == 0 ? EmptyLabelPadding.Horizontal : LabelStyle.Measure(LabelText).Height + (2 * LabelGap);
        return TicksSize + label;
    }

    /// <inheritdoc/>
    public float GetPixel(double position, PixelRect dataArea) =>
        (float)(dataArea.Bottom - ((position - Min) / Range.Span * dataArea.Height));

    /// <inheritdoc/>
    public double GetCoordinate(float pixel, PixelRect dataArea) =>
        Min + ((dataArea.Bottom - pixel) / dataArea.Height * Range.Span);

    /// <inheritdoc/>
    public void Render(RenderPack rp, float size, float offset)
    {
        if (!IsVisible)
            return;

        int outward = Edge == Edge.Right ? 1 : -1;
        float x = Edge == Edge.Right ? rp.DataRect.Right + offset : rp.DataRect.Left - offset;
        foreach (Tick tick in TickGenerator.Ticks)
            DrawTick(rp.Canvas, tick, new Pixel(x, GetPixel(tick.Position, rp.DataRect)), outward, 0);
        foreach (Tick tick in LabelledTicks)
        {
            PlaceTickLabel(tick);
            TickLabelStyle.Render(rp.Canvas, TickLabelLocation(tick, rp.DataRect, x));
        }

        // Turned text: its upper edge faces the outside of the figure.
        LabelAlignment = Alignment.UpperCenter;
        LabelStyle.Render(rp.Canvas, new Pixel(x + (outward * (size - LabelGap)), rp.DataRect.VerticalCenter));
        rp.Canvas.Stroke(CanvasPath.Line(new Pixel(x, rp.DataRect.Top), new Pixel(x, rp.DataRect.Bottom)), FrameLineStyle);
    }

    /// <summary>The boxes that the tick labels take on the figure, for layout and tests; not turned ones.</summary>
    internal IEnumerable<PixelRect> TickLabelRects(PixelRect dataArea)
    {
        float x = Edge == Edge.Right ? dataArea.Right : dataArea.Left;
        foreach (Tick tick in LabelledTicks)
        {
            PlaceTickLabel(tick);
            yield return TickLabelStyle.RenderedRect(TickLabelLocation(tick, dataArea, x));
        }
    }

    private void PlaceTickLabel(Tick tick)
    {
        TickLabelStyle.Text = tick.Label;
        if (TickLabelStyle.Rotation == 0)
            TickLabelStyle.Alignment = Edge == Edge.Left ? Alignment.MiddleRight : Alignment.MiddleLeft;
    }

    private Pixel TickLabelLocation(Tick tick, PixelRect dataArea, float x)
    {
        float distance = MajorTickStyle.Length + TickLabelGap;
        return new Pixel(Edge == Edge.Left ? x - distance : x + distance, GetPixel(tick.Position, dataArea));
    }
}

/// <summary>The axis left of the data area.</summary>
public class LeftAxis : YAxisBase
{
    /// <summary>An axis whose label reads upward.</summary>
    public LeftAxis() => LabelRotation = -90;

    /// <inheritdoc/>
    public override Edge Edge => Edge.Left;
}

/// <summary>The axis right of the data area; without ticks until a generator is given.</summary>
public class RightAxis : YAxisBase
{
    /// <summary>An axis whose label reads downward.</summary>
    public RightAxis() => LabelRotation = 90;

    /// <inheritdoc/>
    public override Edge Edge => Edge.Right;
}
