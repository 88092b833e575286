using SkiaSharp;
using Svg.Skia;

namespace Slug.Data.Emoji;

/// <summary>Draws vectors on a white square: the longer side fills it, the shorter is centred.</summary>
internal static class VectorDrawing
{
    // What would make a picture more than a picture: outside files, scripts, pages, entities.
    private static readonly string[] Refused = ["<image", "<script", "<foreignObject", "<!ENTITY", "<!DOCTYPE", "@import", "file:"];

    /// <summary>An SVG as PNG.</summary>
    /// <param name="source">What errors call it.</param>
    /// <param name="svg">The whole document.</param>
    /// <param name="side">Width and height of the result in pixels.</param>
    /// <exception cref="InvalidDataException">It cannot be drawn, or asks for more than drawing.</exception>
    public static byte[] Svg(string source, string svg, int side)
    {
        if (Refused.FirstOrDefault(part => svg.Contains(part, StringComparison.OrdinalIgnoreCase)) is { } refused)
            throw new InvalidDataException($"{source} is an SVG with '{refused}', which is not drawn.");
        using var document = new SKSvg();
        SKPicture? picture;
        try
        {
            if (DrawingLimits.Excess(svg) is { } excess)
                throw new InvalidDataException(excess);
            picture = document.FromSvg(svg);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new InvalidDataException($"{source} is no SVG that can be drawn: {failure.Message}", failure);
        }
        if (picture is null || picture.CullRect is not { Width: > 0, Height: > 0 } bounds)
            throw new InvalidDataException($"{source} is an SVG without anything to draw.");
        return Draw(side, bounds, 1, canvas => canvas.DrawPicture(picture));
    }

    /// <summary>Glyphs of a font as PNG, black.</summary>
    /// <param name="source">What errors call the font.</param>
    /// <param name="font">A TrueType or OpenType font.</param>
    /// <param name="codes">Unicode code points.</param>
    /// <param name="side">Width and height of each result in pixels.</param>
    /// <returns>The drawings in the order of the codes.</returns>
    /// <exception cref="InvalidDataException">It is no font, or lacks a glyph.</exception>
    public static IReadOnlyList<byte[]> Glyphs(string source, byte[] font, IReadOnlyList<int> codes, int side)
    {
        using var data = SKData.CreateCopy(font);
        using var typeface = SKTypeface.FromData(data) ?? throw new InvalidDataException($"{source} is no font that can be read.");
        // Large enough that hinting and rounding of outlines do not show.
        using var drawing = new SKFont(typeface, 1024);
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        return [.. codes.Select(code =>
        {
            var glyph = drawing.GetGlyph(code);
            using var path = glyph == 0 ? null : drawing.GetGlyphPath(glyph);
            if (path is null || path.TightBounds is not { Width: > 0, Height: > 0 } bounds) throw new InvalidDataException($"{source} has no glyph for U+{code:x}.");
            // Glyphs fill their outline's box; the margin is what the sets of pictures leave around their drawings.
            return Draw(side, bounds, 0.94f, canvas => canvas.DrawPath(path, paint));
        })];
    }

    private static byte[] Draw(int side, SKRect bounds, float share, Action<SKCanvas> draw)
    {
        using var surface = SKSurface.Create(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        var scale = share * side / Math.Max(bounds.Width, bounds.Height);
        canvas.Translate(side / 2f, side / 2f);
        canvas.Scale(scale);
        canvas.Translate(-bounds.MidX, -bounds.MidY);
        draw(canvas);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
