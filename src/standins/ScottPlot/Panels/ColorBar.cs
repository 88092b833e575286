using ScottPlot.AxisPanels;
using ScottPlot.Rendering;

namespace ScottPlot.Panels;

/// <summary>A strip of colours with an axis that says their values, right of the data area.</summary>
public class ColorBar : IPanel
{
    private const int Steps = 128;

    private readonly RightAxis _axis = new();

    /// <summary>A colour bar.</summary>
    /// <param name="source">Whose colours.</param>
    /// <param name="edge">Which side; only the right one here.</param>
    /// <exception cref="NotSupportedException">Another side was asked for.</exception>
    public ColorBar(IHasColorAxis source, Edge edge = Edge.Right)
    {
        Source = source;
        Edge = edge == Edge.Right ? edge : throw new NotSupportedException($"ColorBar on Edge.{edge} is not in this stand-in; use Edge.Right.");
    }

    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <summary>Whose colours.</summary>
    public IHasColorAxis Source { get; set; }

    /// <inheritdoc/>
    public Edge Edge { get; }

    /// <summary>Ticks and label.</summary>
    public IAxis Axis => _axis;

    /// <summary>Thickness of the strip in pixels.</summary>
    public float Width { get; set; } = 30;

    /// <summary>The text outside the ticks.</summary>
    public string Label { get => _axis.LabelText; set => _axis.LabelText = value; }

    /// <summary>Look of that text.</summary>
    public LabelStyle LabelStyle => _axis.LabelStyle;

    /// <inheritdoc/>
    public float MinimumSize { get; set; }

    /// <inheritdoc/>
    public float MaximumSize { get; set; } = float.MaxValue;

    /// <inheritdoc/>
    public float Measure(Paint paint)
    {
        if (!IsVisible)
            return 0;
        PlaceTicks(400, paint);
        return Width + _axis.Measure(paint);
    }

    /// <inheritdoc/>
    public void Render(RenderPack rp, float size, float offset)
    {
        if (!IsVisible)
            return;

        PixelRect strip = new(rp.DataRect.Right + offset, rp.DataRect.Right + offset + Width, rp.DataRect.Bottom, rp.DataRect.Top);
        float height = strip.Height / Steps;
        for (int i = 0; i < Steps; i++)
        {
            // Steps overlap by a pixel, so that no seams shine through between them.
            float bottom = strip.Bottom - (i * height);
            PixelRect step = new(strip.Left, strip.Right, bottom, Math.Max(strip.Top, bottom - height - 1));
            rp.Canvas.Fill(CanvasPath.Rectangle(step), new FillStyle { Color = Source.Colormap.GetColor(i / (Steps - 1.0)), AntiAlias = false });
        }

        PlaceTicks(rp.DataRect.Height, rp.Paint);
        _axis.Render(rp, size - Width, offset + Width);
    }

    private void PlaceTicks(float length, Paint paint)
    {
        Range range = Source.GetRange();
        _axis.Range.Set(range.Min, range.Max);
        _axis.RegenerateTicks(length, paint);
    }
}
