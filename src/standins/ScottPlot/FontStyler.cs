namespace ScottPlot;

/// <summary>Sets the font of title, axes and legend.</summary>
/// <param name="plot">The plot.</param>
public class FontStyler(Plot plot)
{
    /// <summary>Sets the font of title, axes and legend, and of what is added later to any plot.</summary>
    /// <param name="fontName">Font family.</param>
    public void Set(string fontName)
    {
        Fonts.Default = fontName;
        plot.Axes.Title.Label.FontName = fontName;
        foreach (IAxis axis in plot.Axes.GetAxes())
        {
            axis.Label.FontName = fontName;
            axis.TickLabelStyle.FontName = fontName;
        }
    }
}
