namespace ScottPlot;

/// <summary>Something drawn in the data area.</summary>
public interface IPlottable
{
    /// <summary>Whether it is drawn and takes part in scaling.</summary>
    bool IsVisible { get; set; }

    /// <summary>The axes that place it; the plot fills them in.</summary>
    IAxes Axes { get; set; }

    /// <summary>What it says in the legend.</summary>
    IEnumerable<LegendItem> LegendItems { get; }

    /// <summary>The part of the axes that it occupies.</summary>
    AxisLimits GetAxisLimits();

    /// <summary>Draws it.</summary>
    /// <param name="rp">What to draw on, and where.</param>
    void Render(RenderPack rp);
}
