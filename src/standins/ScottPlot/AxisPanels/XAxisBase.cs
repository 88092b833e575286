using ScottPlot.Rendering;

namespace ScottPlot.AxisPanels;

/// <summary>A horizontal axis.</summary>
public abstract class XAxisBase : AxisBase, IXAxis
{
    private const float LabelGap = 6;

    /// <inheritdoc/>
    public float Measure(Paint paint)
    {
        if (!IsVisible)
            return 0;
        float label = LabelText.Length == 0 ? EmptyLabelPadding.Vertical : LabelStyle.Measure(LabelText).Height + (2 * LabelGap);
        return TicksSize + label;
    }

    /// <inheritdoc/>
    public float GetPixel(double position, PixelRect dataArea) =>
        (float)(dataArea.Left + ((position - Min) / Range.Span * dataArea.Width));

    /// <inheritdoc/>
    public double GetCoordinate(float pixel, PixelRect dataArea) =>
        Min + ((pixel - dataArea.Left) / dataArea.Width * Range.Span);

    /// <inheritdoc/>
    public void Render(RenderPack rp, float size, float offset)
    {
        if (!IsVisible)
            return;

        int outward = Edge == Edge.Bottom ? 1 : -1;
        float y = Edge == Edge.Bottom ? rp.DataRect.Bottom + offset : rp.DataRect.Top - offset;
        foreach (Tick tick in TickGenerator.Ticks)
            DrawTick(rp.Canvas, tick, new Pixel(GetPixel(tick.Position, rp.DataRect), y), 0, outward);
        foreach (Tick tick in LabelledTicks)
        {
            PlaceTickLabel(tick);
            TickLabelStyle.Render(rp.Canvas, TickLabelLocation(tick, rp.DataRect, y));
        }

        LabelAlignment = Edge == Edge.Bottom ? Alignment.LowerCenter : Alignment.UpperCenter;
        LabelStyle.Render(rp.Canvas, new Pixel(rp.DataRect.HorizontalCenter, y + (outward * (size - LabelGap))));
        rp.Canvas.Stroke(CanvasPath.Line(new Pixel(rp.DataRect.Left, y), new Pixel(rp.DataRect.Right, y)), FrameLineStyle);
    }

    /// <summary>The boxes that the tick labels take on the figure, for layout and tests; not turned ones.</summary>
    internal IEnumerable<PixelRect> TickLabelRects(PixelRect dataArea)
    {
        float y = Edge == Edge.Bottom ? dataArea.Bottom : dataArea.Top;
        foreach (Tick tick in LabelledTicks)
        {
            PlaceTickLabel(tick);
            yield return TickLabelStyle.RenderedRect(TickLabelLocation(tick, dataArea, y));
        }
    }

    private void PlaceTickLabel(Tick tick)
    {
        TickLabelStyle.Text = tick.Label;
        if (TickLabelStyle.Rotation == 0)
            TickLabelStyle.Alignment = Edge == Edge.Bottom ? Alignment.UpperCenter : Alignment.LowerCenter;
    }

    private Pixel TickLabelLocation(Tick tick, PixelRect dataArea, float y)
    {
        float distance = MajorTickStyle.Length + TickLabelGap;
        return new Pixel(GetPixel(tick.Position, dataArea), Edge == Edge.Bottom ? y + distance : y - distance);
    }
}

/// <summary>The axis under the data area.</summary>
public class BottomAxis : XAxisBase
{
    /// <inheritdoc/>
    public override Edge Edge => Edge.Bottom;
}

/// <summary>The axis over the data area; without ticks unless a generator is given.</summary>
public class TopAxis : XAxisBase
{
    /// <summary>An axis without ticks.</summary>
    public TopAxis() => TickGenerator = new TickGenerators.EmptyTickGenerator();

    /// <inheritdoc/>
    public override Edge Edge => Edge.Top;
}
