namespace ScottPlot;

/// <summary>Short names for the parts of a <see cref="LabelStyle"/>, for everything that shows a text.</summary>
public abstract class LabelStyleProperties
{
    /// <summary>The text and how it looks.</summary>
    public abstract LabelStyle LabelStyle { get; set; }

    /// <summary>The text.</summary>
    public string LabelText { get => LabelStyle.Text; set => LabelStyle.Text = value; }

    /// <summary>Which point of the text lies at its location.</summary>
    public Alignment LabelAlignment { get => LabelStyle.Alignment; set => LabelStyle.Alignment = value; }

    /// <summary>Degrees clockwise.</summary>
    public float LabelRotation { get => LabelStyle.Rotation; set => LabelStyle.Rotation = value; }

    /// <summary>Displacement to the right, in pixels.</summary>
    public float LabelOffsetX { get => LabelStyle.OffsetX; set => LabelStyle.OffsetX = value; }

    /// <summary>Displacement downward, in pixels.</summary>
    public float LabelOffsetY { get => LabelStyle.OffsetY; set => LabelStyle.OffsetY = value; }

    /// <summary>Distance between the text and its box's rim, on every side.</summary>
    public float LabelPadding { set => LabelStyle.Padding = value; }

    /// <summary>Font family.</summary>
    public string LabelFontName { get => LabelStyle.FontName; set => LabelStyle.FontName = value; }

    /// <summary>Size of the letters in pixels.</summary>
    public float LabelFontSize { get => LabelStyle.FontSize; set => LabelStyle.FontSize = value; }

    /// <summary>Colour of the letters.</summary>
    public Color LabelFontColor { get => LabelStyle.ForeColor; set => LabelStyle.ForeColor = value; }

    /// <summary>Colour of the box behind them.</summary>
    public Color LabelBackgroundColor { get => LabelStyle.BackgroundColor; set => LabelStyle.BackgroundColor = value; }

    /// <summary>Colour of the box's rim.</summary>
    public Color LabelBorderColor { get => LabelStyle.BorderColor; set => LabelStyle.BorderColor = value; }

    /// <summary>Width of the box's rim in pixels.</summary>
    public float LabelBorderWidth { get => LabelStyle.BorderWidth; set => LabelStyle.BorderWidth = value; }

    /// <summary>Bold letters.</summary>
    public bool LabelBold { get => LabelStyle.Bold; set => LabelStyle.Bold = value; }

    /// <summary>Slanted letters.</summary>
    public bool LabelItalic { get => LabelStyle.Italic; set => LabelStyle.Italic = value; }
}
