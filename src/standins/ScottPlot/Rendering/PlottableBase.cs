namespace ScottPlot.Rendering;

/// <summary>What plottables without their own legend item share.</summary>
public abstract class PlottableBase : IPlottable
{
    private protected PlottableBase()
    {
    }

    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public IAxes Axes { get; set; } = new Axes();

    /// <inheritdoc/>
    public virtual IEnumerable<LegendItem> LegendItems => [];

    /// <inheritdoc/>
    public abstract AxisLimits GetAxisLimits();

    /// <inheritdoc/>
    public abstract void Render(RenderPack rp);
}
