using ScottPlot;
using ScottPlot.Plottables;
using Slug.Figures.Style;

namespace Slug.Figures.StepSize;

/// <summary>How accuracy on the forgotten concept and on everything else changes with the step size λ, and which λ was taken.</summary>
public static class StepSizeFigure
{
    private const int Width = 820;
    private const int Height = 540;
    private const double Bottom = -3;

    // Room over 100 % for the text at the chosen step, where no data can be.
    private const double Top = 113;
    private const double TextHeight = 107;

    /// <summary>Draws the figure.</summary>
    /// <param name="data">The steps.</param>
    /// <param name="pathWithoutExtension">Where; <c>.png</c> and <c>.svg</c> are added.</param>
    /// <exception cref="ArgumentException">There are no points, or a step size is not a positive number.</exception>
    public static void Save(StepSizeData data, string pathWithoutExtension)
    {
        using Plot plot = Draw(StepSizeDrawing.From(data));
        FigureFile.Save(plot, pathWithoutExtension, Width, Height);
    }

    internal static Plot Draw(StepSizeDrawing drawing)
    {
        Plot plot = FigureStyle.NewPlot(drawing.Title, "step size λ (log)", "accuracy (%)", Width);
        plot.Axes.SetLimits(drawing.Low, drawing.High, Bottom, Top);
        plot.Axes.Bottom.TickGenerator = LogTicks.Generator(drawing.Low, drawing.High);
        plot.Axes.Left.TickGenerator = PercentTicks.Generator(Bottom, Top);
        DrawChosen(plot, drawing);
        if (drawing.RetainedBefore is { } before)
            plot.Add.HorizontalLine(before, 1.5f, FigureColors.Retain, LinePattern.Dotted).LegendText = "kept before unlearning";

        Curve(plot, drawing.Xs, drawing.Retained, FigureColors.Retain, MarkerShape.FilledSquare, 8, $"kept: {drawing.RetainedName}");
        // Where both are zero, the larger triangle shows behind the circle.
        if (drawing.Fa5.Count == drawing.Xs.Count)
            Curve(plot, drawing.Xs, drawing.Fa5, FigureColors.ForgetLoose, MarkerShape.FilledTriangleUp, 13, "forgotten, FA@5");
        Curve(plot, drawing.Xs, drawing.Fa1, FigureColors.Forget, MarkerShape.FilledCircle, 8, $"forgotten, {drawing.ForgottenName}");
        FigureStyle.LegendBelow(plot, Width);
        return plot;
    }

    private static void DrawChosen(Plot plot, StepSizeDrawing drawing)
    {
        if (drawing.ChosenX is not { } x || drawing.ChosenText is null)
            return;
        plot.Add.VerticalLine(x, 1.5f, FigureColors.Chosen, LinePattern.DenselyDashed);

        // The text stands on the side that has more room.
        bool right = x < (drawing.Low + drawing.High) / 2;
        Text text = plot.Add.Text(drawing.ChosenText, x, TextHeight);
        text.LabelAlignment = right ? Alignment.MiddleLeft : Alignment.MiddleRight;
        text.OffsetX = right ? 6 : -6;
        text.LabelFontSize = FigureStyle.TextSize;
        text.LabelFontColor = FigureColors.Chosen;
        text.LabelBold = true;
    }

    private static void Curve(
        Plot plot, IReadOnlyList<double> xs, IReadOnlyList<double> ys, Color color, MarkerShape shape, float size, string name)
    {
        Scatter curve = plot.Add.Scatter(xs.ToArray(), ys.ToArray(), color);
        (curve.LineWidth, curve.MarkerShape, curve.MarkerSize, curve.LegendText) = (2, shape, size, name);
    }
}
