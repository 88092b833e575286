using ScottPlot;
using ScottPlot.Panels;

namespace Slug.Figures.Style;

/// <summary>Fonts, grid and frame that all figures share.</summary>
internal static class FigureStyle
{
    internal const float TitleSize = 17;
    internal const float AxisLabelSize = 14;
    internal const float TickSize = 13;
    internal const float TextSize = 13;

    /// <summary>A plot with the common look and no data yet.</summary>
    /// <param name="title">The title.</param>
    /// <param name="xLabel">Label of the horizontal axis.</param>
    /// <param name="yLabel">Label of the vertical axis.</param>
    internal static Plot NewPlot(string title, string xLabel, string yLabel)
    {
        Plot plot = new();
        plot.Title(title, TitleSize);
        plot.XLabel(xLabel, AxisLabelSize);
        plot.YLabel(yLabel, AxisLabelSize);
        plot.Axes.Color(FigureColors.Ink);
        plot.Grid.MajorLineColor = FigureColors.Grid;
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.Label.Bold = false;
            axis.TickLabelStyle.FontSize = TickSize;
        }

        // Only the two axes that are read are drawn; the empty ones keep a little room at the right and top.
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        return plot;
    }

    /// <summary>Puts the legend under the figure, where it cannot cover data.</summary>
    /// <param name="plot">The plot.</param>
    internal static void LegendBelow(Plot plot)
    {
        LegendPanel panel = plot.ShowLegend(Edge.Bottom);
        panel.Padding = new PixelPadding(8, 6);
        plot.Legend.OutlineWidth = 0;
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = TextSize;
        plot.Legend.FontColor = FigureColors.Ink;
        plot.Legend.InterItemPadding = new PixelPadding(16, 16, 6, 6);
    }
}
