using ScottPlot;
using Slug.Figures.Style;

namespace Slug.Figures.Labels;

/// <summary>Measures labels on a plot, finds places for them, and draws them.</summary>
internal static class PointLabels
{
    /// <summary>A label for a point of the plot.</summary>
    /// <param name="Text">The text.</param>
    /// <param name="X">The point, in axis units.</param>
    /// <param name="Y">The point, in axis units.</param>
    /// <param name="Color">Colour of the text.</param>
    /// <param name="Bold">Bold letters.</param>
    /// <param name="MarkSize">Diameter of the mark at the point, in pixels.</param>
    internal readonly record struct Wanted(string Text, double X, double Y, Color Color, bool Bold, double MarkSize);

    /// <summary>A mark that no label may cover.</summary>
    /// <param name="X">Its middle, in axis units.</param>
    /// <param name="Y">Its middle, in axis units.</param>
    /// <param name="Size">Its diameter in pixels.</param>
    internal readonly record struct Mark(double X, double Y, double Size);

    /// <summary>Draws labels beside their points. Limits, title and legend must be final.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="width">Width of the figure.</param>
    /// <param name="height">Height of the figure.</param>
    /// <param name="wanted">The labels, what matters most first.</param>
    /// <param name="marks">All marks.</param>
    /// <param name="line">Corners of a line that labels had better not cover, in axis units.</param>
    /// <returns>The places, for tests.</returns>
    internal static IReadOnlyList<PlacedLabel> Draw(
        Plot plot,
        int width,
        int height,
        IReadOnlyList<Wanted> wanted,
        IReadOnlyList<Mark> marks,
        IReadOnlyList<(double X, double Y)> line)
    {
        plot.ScaleFactor = 1;
        plot.RenderInMemory(width, height);
        PixelRect area = plot.LastRender.DataRect;
        LabelRequest[] requests = [.. wanted.Select(label => Request(plot, label))];
        IReadOnlyList<PlacedLabel> placed = LabelPlacement.Place(
            requests,
            [.. marks.Select(mark => Obstacle(plot, mark))],
            [.. line.Zip(line.Skip(1), (from, to) => Segment(plot, from, to))],
            new Box(area.Left + 2, area.Top + 2, area.Right - 2, area.Bottom - 2));
        foreach (PlacedLabel label in placed)
            Draw(plot, label, wanted[label.Index]);
        return placed;
    }

    private static LabelRequest Request(Plot plot, Wanted label)
    {
        Pixel at = plot.GetPixel(new Coordinates(label.X, label.Y));
        using Paint paint = Paint.NewDisposablePaint();
        MeasuredText size = new LabelStyle { FontSize = FigureStyle.TextSize, Bold = label.Bold }.Measure(label.Text, paint);
        return new LabelRequest(at.X, at.Y, label.MarkSize / 2, size.Width, size.Height);
    }

    private static Box Obstacle(Plot plot, Mark mark)
    {
        Pixel at = plot.GetPixel(new Coordinates(mark.X, mark.Y));
        return Box.Around(at.X, at.Y, mark.Size / 2);
    }

    private static Segment Segment(Plot plot, (double X, double Y) from, (double X, double Y) to)
    {
        Pixel start = plot.GetPixel(new Coordinates(from.X, from.Y));
        Pixel end = plot.GetPixel(new Coordinates(to.X, to.Y));
        return new Segment(start.X, start.Y, end.X, end.Y);
    }

    private static void Draw(Plot plot, PlacedLabel placed, Wanted label)
    {
        if (placed.Leader is { } leader)
        {
            ScottPlot.Plottables.LinePlot line = plot.Add.Line(
                plot.GetCoordinates(new Pixel((float)leader.X1, (float)leader.Y1)),
                plot.GetCoordinates(new Pixel((float)leader.X2, (float)leader.Y2)));
            line.LineColor = FigureColors.Faint;
            line.LineWidth = 0.8f;
        }

        (double x, double y) = placed.Box.Center;
        ScottPlot.Plottables.Text text = plot.Add.Text(label.Text, plot.GetCoordinates(new Pixel((float)x, (float)y)));
        text.LabelAlignment = Alignment.MiddleCenter;
        text.LabelFontSize = FigureStyle.TextSize;
        text.LabelFontColor = label.Color;
        text.LabelBold = label.Bold;
    }
}
