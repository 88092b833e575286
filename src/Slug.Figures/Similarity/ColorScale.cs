using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using Slug.Figures.Style;

namespace Slug.Figures.Similarity;

/// <summary>
/// The strip that explains the colours, exactly as high as the matrices. (The plotting package's own colour bar is as high as the whole
/// data area, which here also holds headings and captions.)
/// </summary>
internal static class ColorScale
{
    private const int Shades = 100;
    private const float Width = 18;
    private const float TickLength = 5;
    private const float LabelDistance = 62;
    private const int MostTicks = 7;

    /// <summary>Draws the strip on axes whose unit is a pixel.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="map">The colours.</param>
    /// <param name="low">Value of the first colour.</param>
    /// <param name="high">Value of the last colour.</param>
    /// <param name="left">Left edge.</param>
    /// <param name="height">Height; the lower edge is at 0.</param>
    internal static void Draw(Plot plot, IColormap map, double low, double high, float left, float height)
    {
        for (int i = 0; i < Shades; i++)
        {
            // Shades reach to the top, each covering the rest of the one before, so that no seams shine through.
            Rectangle shade = plot.Add.Rectangle(left, left + Width, (double)i / Shades * height, height);
            (shade.FillColor, shade.LineWidth) = (map.GetColor(i / (Shades - 1.0)), 0);
        }

        foreach (double tick in Ticks(low, high))
        {
            double y = (tick - low) / (high - low) * height;
            LinePlot mark = plot.Add.Line(left + Width, y, left + Width + TickLength, y);
            (mark.LineColor, mark.LineWidth) = (FigureColors.Ink, 1);
            string text = tick.ToString("0.0", CultureInfo.InvariantCulture).Replace('-', '−');
            Write(plot, text, left + Width + TickLength + 5, y, Alignment.MiddleLeft);
        }

        Write(plot, "cosine similarity", left + LabelDistance + Width, height / 2, Alignment.MiddleCenter).LabelRotation = 90;
    }

    internal static IReadOnlyList<double> Ticks(double low, double high)
    {
        int first = (int)Math.Round(low * 10);
        int last = (int)Math.Round(high * 10);
        int step = ((last - first) / MostTicks) + 1;
        return [.. Enumerable.Range(first, last - first + 1).Where(tenth => tenth % step == 0).Select(tenth => tenth / 10.0)];
    }

    private static Text Write(Plot plot, string text, double x, double y, Alignment alignment)
    {
        Text label = plot.Add.Text(text, x, y);
        (label.LabelFontSize, label.LabelFontColor, label.LabelAlignment) = (FigureStyle.TextSize, FigureColors.Ink, alignment);
        return label;
    }
}
