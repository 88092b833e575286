using ScottPlot;
using ScottPlot.AxisPanels;
using ScottPlot.Panels;

namespace Slug.Figures.Style;

/// <summary>Fonts, grid and frame that all figures share.</summary>
internal static class FigureStyle
{
    internal const float TitleSize = 17;
    internal const float AxisLabelSize = 14;
    internal const float TickSize = 13;
    internal const float TextSize = 13;

    private const float EdgeRoom = 6;
    private const float TickRoom = 18;
    private const float LegendGap = 16;
    private const float LegendSymbol = 28;

    /// <summary>A plot with the common look and no data yet.</summary>
    /// <param name="title">The title.</param>
    /// <param name="xLabel">Label of the horizontal axis.</param>
    /// <param name="yLabel">Label of the vertical axis.</param>
    /// <param name="width">Width of the figure, which the title must fit.</param>
    internal static Plot NewPlot(string title, string xLabel, string yLabel, int width)
    {
        FigureFont.Use();
        Plot plot = new();
        plot.Title(title, FittingTitleSize(title, width));
        plot.XLabel(xLabel, AxisLabelSize);
        plot.YLabel(yLabel, AxisLabelSize);
        plot.Axes.Color(FigureColors.Ink);
        plot.Grid.MajorLineColor = FigureColors.Grid;
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.Label.Bold = false;
            axis.TickLabelStyle.FontSize = TickSize;
        }

        // Else the label's letters touch the figure's edge, or the numbers at the ticks.
        AxisBase left = (AxisBase)plot.Axes.Left;
        left.PaddingOutsideAxisLabels = new PixelPadding(EdgeRoom / 2, 0);
        left.PaddingBetweenTickAndAxisLabels = new PixelPadding(TickRoom / 2, 0);

        // Only the two axes that are read are drawn; the empty ones keep a little room at the right and top.
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        return plot;
    }

    /// <summary>The title's usual size, or a smaller one where a long name would make it leave the figure.</summary>
    private static float FittingTitleSize(string title, int width)
    {
        // Titles are centred over the data area, which the left axis pushes to the right; the share leaves room for that.
        const float share = 0.84f;
        using Paint paint = Paint.NewDisposablePaint();
        float needed = new LabelStyle { FontSize = TitleSize, Bold = true }.Measure(title, paint).Width;
        return Math.Min(TitleSize, TitleSize * share * width / needed);
    }

    /// <summary>Puts the legend under the figure, where it cannot cover data. All data must have been added.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="width">Width of the figure, which the legend must fit.</param>
    internal static void LegendBelow(Plot plot, int width)
    {
        LegendPanel panel = plot.ShowLegend(Edge.Bottom);
        panel.Padding = new PixelPadding(8, 6);
        plot.Legend.OutlineWidth = 0;
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = FittingLegendSize(plot, width);
        plot.Legend.TightHorizontalWrapping = true;
        plot.Legend.FontColor = FigureColors.Ink;
        plot.Legend.InterItemPadding = new PixelPadding(LegendGap, LegendGap, 6, 6);
    }

    /// <summary>The legend's usual size, or a smaller one where long names would make it leave the figure.</summary>
    private static float FittingLegendSize(Plot plot, int width)
    {
        using Paint paint = Paint.NewDisposablePaint();
        LabelStyle style = new() { FontSize = TextSize };
        float[] names = [.. plot.Legend.GetItems().Select(item => style.Measure(item.LabelText, paint).Width)];
        float room = width - 40 - (names.Length * (LegendSymbol + LegendGap));
        return Math.Min(TextSize, TextSize * room / Math.Max(names.Sum(), 1));
    }
}
