namespace ScottPlot.Panels;

/// <summary>The title over the data area.</summary>
public class TitlePanel : IPanel
{
    private const float GapBelow = 6;

    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public Edge Edge => Edge.Top;

    /// <inheritdoc/>
    public float MinimumSize { get; set; }

    /// <inheritdoc/>
    public float MaximumSize { get; set; } = float.MaxValue;

    /// <summary>Room over the text, in pixels.</summary>
    public float VerticalPadding = 10;

    /// <summary>The text and how it looks.</summary>
    public LabelStyle Label { get; } = new() { FontSize = 16, Bold = true, Alignment = Alignment.LowerCenter };

    /// <inheritdoc/>
    public float Measure(Paint paint) =>
        IsVisible && Label.Text.Length > 0 ? Label.Measure(Label.Text).Height + VerticalPadding + GapBelow : 0;

    /// <inheritdoc/>
    public void Render(RenderPack rp, float size, float offset)
    {
        if (IsVisible)
            Label.Render(rp.Canvas, new Pixel(rp.DataRect.HorizontalCenter, rp.DataRect.Top - offset - GapBelow));
    }
}
