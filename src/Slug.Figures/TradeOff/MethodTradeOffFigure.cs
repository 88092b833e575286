using ScottPlot;
using ScottPlot.Plottables;
using Slug.Figures.Labels;
using Slug.Figures.Style;

namespace Slug.Figures.TradeOff;

/// <summary>Accuracy kept against accuracy left on what was to be forgotten, one mark per method: the upper left is the goal.</summary>
public static class MethodTradeOffFigure
{
    private const int Width = 720;
    private const int Height = 540;
    private const float MarkSize = 12;

    /// <summary>Draws the figure.</summary>
    /// <param name="data">The methods.</param>
    /// <param name="pathWithoutExtension">Where; <c>.png</c> and <c>.svg</c> are added.</param>
    /// <exception cref="ArgumentException">There are no methods, or an accuracy is not a finite number.</exception>
    public static void Save(MethodTradeOffData data, string pathWithoutExtension)
    {
        using Plot plot = Draw(MethodTradeOffDrawing.From(data), out _);
        FigureFile.Save(plot, pathWithoutExtension, Width, Height);
    }

    internal static Plot Draw(MethodTradeOffDrawing drawing, out IReadOnlyList<PlacedLabel> labels)
    {
        Plot plot = FigureStyle.NewPlot(drawing.Title, drawing.XLabel, drawing.YLabel, Width);
        plot.Axes.SetLimits(drawing.Left, drawing.Right, drawing.Bottom, drawing.Top);
        plot.Axes.Bottom.TickGenerator = PercentTicks.Generator(drawing.Left, drawing.Right);
        plot.Axes.Left.TickGenerator = PercentTicks.Generator(drawing.Bottom, drawing.Top);
        foreach (MethodTradeOffDrawing.Spot spot in drawing.Spots)
        {
            Scatter mark = plot.Add.ScatterPoints(new[] { spot.X }, new[] { spot.Y }, ColorOf(spot.Kind));
            (mark.MarkerSize, mark.MarkerShape) = (MarkSize, ShapeOf(spot.Kind));
        }

        // Ours first: it gets the best place.
        PointLabels.Wanted[] wanted =
        [
            .. drawing.Spots.OrderByDescending(spot => spot.Kind)
                .Select(spot => new PointLabels.Wanted(spot.Label, spot.X, spot.Y, ColorOf(spot.Kind), spot.Kind == MethodKind.Ours, MarkSize)),
        ];
        PointLabels.Mark[] marks = [.. drawing.Spots.Select(spot => new PointLabels.Mark(spot.X, spot.Y, MarkSize))];
        labels = PointLabels.Draw(plot, Width, Height, wanted, marks, []);
        return plot;
    }

    private static Color ColorOf(MethodKind kind) => kind switch
    {
        MethodKind.Ours => FigureColors.Forget,
        MethodKind.Original => FigureColors.Ink,
        _ => FigureColors.Retain,
    };

    private static MarkerShape ShapeOf(MethodKind kind) => kind switch
    {
        MethodKind.Ours => MarkerShape.FilledDiamond,
        MethodKind.Original => MarkerShape.FilledSquare,
        _ => MarkerShape.FilledCircle,
    };
}
