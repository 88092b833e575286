using ScottPlot;
using ScottPlot.Plottables;
using Slug.Figures.Labels;
using Slug.Figures.Style;

namespace Slug.Figures.ParetoFront;

/// <summary>
/// Importance of every candidate layer against the alignment of its two gradients, both logarithmic: the layers worth changing lie at
/// the upper left, on the Pareto front (paper, section 3.2).
/// </summary>
public static class ParetoFrontFigure
{
    private const int Width = 820;
    private const int Height = 600;
    private const float FrontSize = 10;
    private const float RestSize = 8;
    private const float RingSize = 18;

    /// <summary>Draws the figure of one tower.</summary>
    /// <param name="data">The layers.</param>
    /// <param name="pathWithoutExtension">Where; <c>.png</c> and <c>.svg</c> are added.</param>
    /// <exception cref="ArgumentException">There are no points, or one is not a finite number.</exception>
    public static void Save(ParetoFrontData data, string pathWithoutExtension)
    {
        using Plot plot = new Canvas(ParetoFrontDrawing.From(data)).Plot;
        FigureFile.Save(plot, pathWithoutExtension, Width, Height);
    }

    /// <summary>The figure being drawn.</summary>
    internal sealed class Canvas
    {
        private readonly ParetoFrontDrawing _drawing;

        internal Canvas(ParetoFrontDrawing drawing)
        {
            _drawing = drawing;
            Plot = FigureStyle.NewPlot(
                drawing.Changed is null ? drawing.Title : $"{drawing.Title}\n{drawing.Changed}", "alignment of forget and retain gradients, |cos| (log)", "importance, ‖∇L‖ / ‖θ‖ (log)", Width);
            Plot.Axes.SetLimits(drawing.X.Low, drawing.X.High, drawing.Y.Low, drawing.Y.High);
            Plot.Axes.Bottom.TickGenerator = LogTicks.Generator(drawing.X.Low, drawing.X.High, inPowers: true);
            Plot.Axes.Left.TickGenerator = LogTicks.Generator(drawing.Y.Low, drawing.Y.High, inPowers: true);
            DrawPoints();
            FigureStyle.LegendBelow(Plot, Width);
            Labels = DrawLabels();
        }

        internal Plot Plot { get; }

        /// <summary>Where the labels went.</summary>
        internal IReadOnlyList<PlacedLabel> Labels { get; }

        private void DrawPoints()
        {
            if (_drawing.Rest.Count > 0)
            {
                Scatter rest = Plot.Add.ScatterPoints(Xs(_drawing.Rest), Ys(_drawing.Rest), FigureColors.Faint);
                (rest.MarkerShape, rest.MarkerSize, rest.MarkerLineWidth) = (MarkerShape.Eks, RestSize, 1.4f);
                rest.LegendText = "other layers";
            }

            if (_drawing.Front.Count > 0)
            {
                Scatter front = Plot.Add.Scatter(Xs(_drawing.Front), Ys(_drawing.Front), FigureColors.Retain);
                (front.MarkerSize, front.LineWidth, front.LinePattern) = (FrontSize, 1.4f, LinePattern.DenselyDashed);
                front.LegendText = "Pareto front";
            }

            if (_drawing.Selected is { } selected)
            {
                ParetoFrontDrawing.Spot[] one = [selected];
                Scatter dot = Plot.Add.ScatterPoints(Xs(one), Ys(one), FigureColors.Forget);
                dot.MarkerSize = FrontSize;
                Scatter ring = Plot.Add.ScatterPoints(Xs(one), Ys(one), FigureColors.Forget);
                (ring.MarkerShape, ring.MarkerSize, ring.MarkerLineWidth) = (MarkerShape.OpenCircle, RingSize, 2);
                ring.LegendText = "layer changed";
            }
        }

        private IReadOnlyList<PlacedLabel> DrawLabels()
        {
            IEnumerable<PointLabels.Wanted> first = _drawing.Selected is { } selected
                ? [new PointLabels.Wanted(selected.Label, selected.X, selected.Y, FigureColors.Forget, Bold: true, RingSize)]
                : [];
            IEnumerable<PointLabels.Wanted> others = _drawing.Front.Where(spot => spot != _drawing.Selected)
                .Select(spot => new PointLabels.Wanted(spot.Label, spot.X, spot.Y, FigureColors.Ink, Bold: false, FrontSize));
            IEnumerable<PointLabels.Mark> marks = _drawing.Rest.Select(spot => new PointLabels.Mark(spot.X, spot.Y, RestSize))
                .Concat(_drawing.Front.Select(spot => new PointLabels.Mark(spot.X, spot.Y, FrontSize)));
            if (_drawing.Selected is { } ringed)
                marks = marks.Append(new PointLabels.Mark(ringed.X, ringed.Y, RingSize));
            return PointLabels.Draw(
                Plot, Width, Height, [.. first, .. others], [.. marks], [.. _drawing.Front.Select(spot => (spot.X, spot.Y))]);
        }

        private static double[] Xs(IEnumerable<ParetoFrontDrawing.Spot> spots) => [.. spots.Select(spot => spot.X)];

        private static double[] Ys(IEnumerable<ParetoFrontDrawing.Spot> spots) => [.. spots.Select(spot => spot.Y)];
    }
}
