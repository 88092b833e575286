using ScottPlot.Rendering;

namespace ScottPlot;

/// <summary>A text and how it looks.</summary>
public class LabelStyle
{
    /// <summary>Whether it is drawn.</summary>
    public bool IsVisible { get; set; } = true;

    /// <summary>The text; <c>\n</c> starts a new line.</summary>
    public string Text { get; set; } = string.Empty;

    /// <summary>Which point of the text lies at its location.</summary>
    public Alignment Alignment { get; set; } = Alignment.UpperLeft;

    /// <summary>Degrees clockwise.</summary>
    public float Rotation { get; set; }

    /// <summary>Colour of the letters.</summary>
    public Color ForeColor { get; set; } = Colors.Black;

    /// <summary>Colour of the box behind them.</summary>
    public Color BackgroundColor { get; set; } = Colors.Transparent;

    /// <summary>Colour of the box's rim.</summary>
    public Color BorderColor { get; set; } = Colors.Transparent;

    /// <summary>Width of the box's rim in pixels.</summary>
    public float BorderWidth { get; set; } = 1;

    /// <summary>Font family.</summary>
    public string FontName { get; set; } = Fonts.Default;

    /// <summary>Size of the letters in pixels.</summary>
    public float FontSize { get; set; } = 12;

    /// <summary>Bold letters.</summary>
    public bool Bold { get; set; }

    /// <summary>Slanted letters.</summary>
    public bool Italic;

    /// <summary>Displacement to the right, in pixels.</summary>
    public float OffsetX;

    /// <summary>Displacement downward, in pixels.</summary>
    public float OffsetY;

    /// <summary>Distance between the text and the box's rim.</summary>
    public PixelPadding PixelPadding { get; set; } = new(0);

    /// <summary>Sets the same distance on every side.</summary>
    public float Padding { set => PixelPadding = new(value); }

    internal TextFont TextFont => new(FontName, FontSize, Bold, Italic);

    /// <summary>The size of <see cref="Text"/> in this style, before rotation.</summary>
    /// <param name="paint">Ignored here.</param>
    public MeasuredText Measure(Paint paint) => Measure(Text, paint);

    /// <summary>The size of a text in this style, before rotation.</summary>
    /// <param name="text">The text.</param>
    /// <param name="paint">Ignored here.</param>
    public MeasuredText Measure(string text, Paint paint) => TextMeasurer.Measure(text, TextFont);

    internal MeasuredText Measure(string text) => TextMeasurer.Measure(text, TextFont);

    internal PixelRect RenderedRect(Pixel location) =>
        Measure(Text).Rect(Alignment).WithDelta(location.X + OffsetX, location.Y + OffsetY);

    internal void Render(ICanvas canvas, Pixel location)
    {
        if (!IsVisible || string.IsNullOrEmpty(Text))
            return;

        MeasuredText measured = Measure(Text);
        PixelRect box = measured.Rect(Alignment);
        canvas.Save();
        canvas.Translate(location.X + OffsetX, location.Y + OffsetY);
        if (Rotation != 0)
            canvas.Rotate(Rotation);

        DrawBox(canvas, box.Expand(PixelPadding));
        string[] lines = Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            float left = box.Left + ((measured.Width - measured.LineWidths[i]) * Alignment.HorizontalFraction());
            float baseline = box.Top + measured.Ascent + (i * measured.LineHeight);
            canvas.Text(lines[i], left, baseline, measured.LineWidths[i], TextFont, ForeColor);
        }

        canvas.Restore();
    }

    private void DrawBox(ICanvas canvas, PixelRect box)
    {
        CanvasPath path = CanvasPath.Rectangle(box);
        if (BackgroundColor.Alpha > 0)
            canvas.Fill(path, new FillStyle { Color = BackgroundColor });
        canvas.Stroke(path, new LineStyle { Width = BorderWidth, Color = BorderColor });
    }
}
