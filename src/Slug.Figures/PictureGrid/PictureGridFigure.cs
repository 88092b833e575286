using System.Runtime.InteropServices;
using ScottPlot;
using SkiaSharp;
using Slug.Figures.Style;

namespace Slug.Figures.PictureGrid;

/// <summary>Draws generated pictures as a grid, as PNG: pictures are pixels in any format.</summary>
public static class PictureGridFigure
{
    private const int Margin = 16, Gap = 4, LineHeight = 13, LabelGap = 5, MostLines = 3, TitleHeight = 30, BandTitleHeight = 24, BandGap = 14;
    private const int SmallestCell = 64, LargestCell = 192, LeastNameWidth = 60;
    private const float TextSize = 13, SmallTextSize = 11, TitleSize = 17;

    /// <summary>Draws the figure.</summary>
    /// <param name="data">The pictures.</param>
    /// <param name="pathWithoutExtension">Where; <c>.png</c> is added.</param>
    /// <exception cref="ArgumentException">There are no pictures, or a row has not one for every column.</exception>
    public static void Save(PictureGridData data, string pathWithoutExtension)
    {
        Require(data);
        FigureFont.Use();
        using SKFont regular = Font(TextSize, bold: false), small = Font(SmallTextSize, bold: false), bold = Font(TextSize, bold: true), title = Font(TitleSize, bold: true);
        int cell = Math.Clamp(data.Bands.SelectMany(b => b.Rows).SelectMany(r => r.Pictures).Max(p => p.Side), SmallestCell, LargestCell);
        float names = data.Bands.SelectMany(b => b.Rows).Select(r => regular.MeasureText(r.Name)).Append(LeastNameWidth).Max() + 12;
        int columns = data.Bands.Max(b => b.Columns.Count);
        int width = (int)Math.Max(Margin + names + (columns * (cell + Gap)) + Margin, title.MeasureText(data.Title) + (2 * Margin));
        List<(GridBand Band, List<string[]> Labels)> bands = [.. data.Bands.Select(b => (b, b.Columns.Select(text => Wrapped(text, small, cell)).ToList()))];
        int height = Margin + TitleHeight + bands.Sum(b => BandTitleHeight + LabelHeight(b.Labels) + (b.Band.Rows.Count * (cell + Gap)) + BandGap) + Margin;
        using SKSurface surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        using SKPaint ink = new() { Color = FigureColors.Ink.ToSKColor(), IsAntialias = true };
        using SKPaint mark = new() { Color = FigureColors.Forget.ToSKColor(), Style = SKPaintStyle.Stroke, StrokeWidth = 3 };
        float y = Margin + 18;
        canvas.DrawText(data.Title, Margin, y, SKTextAlign.Left, title, ink);
        y = Margin + TitleHeight;
        foreach ((GridBand band, List<string[]> labels) in bands)
        {
            canvas.DrawText(band.Title, Margin, y + 16, SKTextAlign.Left, bold, ink);
            y += BandTitleHeight;
            y += LabelHeight(labels);
            // From the pictures upwards, so that short labels stand at theirs.
            foreach ((int column, string[] lines) in labels.Index())
            {
                foreach ((int line, string text) in lines.Index())
                    canvas.DrawText(text, Margin + names + (column * (cell + Gap)), y - 6 - ((lines.Length - 1 - line) * LineHeight), SKTextAlign.Left, small, ink);
            }

            foreach (GridRow row in band.Rows)
            {
                canvas.DrawText(row.Name, Margin, y + (cell / 2f) + 4, SKTextAlign.Left, regular, ink);
                foreach ((int column, GridPicture picture) in row.Pictures.Index())
                {
                    SKRect place = SKRect.Create(Margin + names + (column * (cell + Gap)), y, cell, cell);
                    Draw(canvas, picture, place);
                    if (picture.IsMarked)
                        canvas.DrawRect(place, mark);
                }

                y += cell + Gap;
            }

            y += BandGap;
        }

        if (Path.GetDirectoryName(Path.GetFullPath(pathWithoutExtension)) is { } folder)
            Directory.CreateDirectory(folder);
        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(pathWithoutExtension + ".png", png.ToArray());
    }

    private static SKFont Font(float size, bool bold) => new(Fonts.GetTypeface(FigureFont.Name, bold, false), size);

    private static int LabelHeight(List<string[]> labels) => (labels.Select(l => l.Length).Append(1).Max() * LineHeight) + LabelGap;

    /// <summary>A label in as many lines as its words need in a column, the last of the most that there may be cut.</summary>
    private static string[] Wrapped(string text, SKFont font, float width)
    {
        List<string> lines = [];
        foreach (string word in text.Split(' '))
        {
            string? longer = lines.Count == 0 ? null : $"{lines[^1]} {word}";
            if (longer is not null && (lines.Count == MostLines || font.MeasureText(longer) <= width))
                lines[^1] = longer;
            else
                lines.Add(word);
        }

        return [.. lines.Select(line => Fitting(line, font, width))];
    }

    private static string Fitting(string text, SKFont font, float width)
    {
        if (font.MeasureText(text) <= width)
            return text;
        int length = text.Length;
        while (length > 1 && font.MeasureText(text[..length] + "…") > width)
            length--;
        return text[..length] + "…";
    }

    // Pictures of few pixels keep their pixels: what a small model drew is not to look better than it is.
    private static void Draw(SKCanvas canvas, GridPicture picture, SKRect place)
    {
        byte[] rgba = new byte[4 * picture.Side * picture.Side];
        for (int i = 0; i < picture.Side * picture.Side; i++)
        {
            picture.Pixels.AsSpan(3 * i, 3).CopyTo(rgba.AsSpan(4 * i));
            rgba[(4 * i) + 3] = 255;
        }

        GCHandle pinned = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            using SKImage image = SKImage.FromPixelCopy(new SKImageInfo(picture.Side, picture.Side, SKColorType.Rgba8888, SKAlphaType.Opaque), pinned.AddrOfPinnedObject());
            canvas.DrawImage(image, place, new SKSamplingOptions(picture.Side < place.Width ? SKFilterMode.Nearest : SKFilterMode.Linear, SKMipmapMode.Linear));
        }
        finally
        {
            pinned.Free();
        }
    }

    private static void Require(PictureGridData data)
    {
        if (data.Bands.Count == 0 || data.Bands.All(b => b.Rows.Count == 0))
            throw new ArgumentException("There are no pictures to show.", nameof(data));
        foreach (GridBand band in data.Bands)
        {
            if (band.Rows.FirstOrDefault(r => r.Pictures.Count != band.Columns.Count) is { } odd)
                throw new ArgumentException($"The row '{odd.Name}' of '{band.Title}' has {odd.Pictures.Count} pictures for {band.Columns.Count} columns.", nameof(data));
        }
    }
}
