namespace ScottPlot.Rendering;

/// <summary>What a figure is drawn on: pixels or SVG. Units are pixels, y downward.</summary>
internal interface ICanvas
{
    /// <summary>Remembers the clip and transformation until <see cref="Restore"/>.</summary>
    void Save();

    void Restore();

    void Translate(float x, float y);

    /// <summary>Turns what follows, degrees clockwise about the origin.</summary>
    void Rotate(float degrees);

    void Clip(PixelRect rect);

    void Stroke(CanvasPath path, LineStyle style);

    void Fill(CanvasPath path, FillStyle style);

    /// <summary>Draws one line of text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Left end of the baseline.</param>
    /// <param name="baseline">Height of the baseline.</param>
    /// <param name="width">The measured width, which another program's font must keep.</param>
    /// <param name="font">The font.</param>
    /// <param name="color">The colour.</param>
    void Text(string text, float x, float baseline, float width, TextFont font, Color color);

    /// <summary>Draws an image scaled into a rectangle.</summary>
    void Image(Image image, PixelRect target, bool smooth);
}
