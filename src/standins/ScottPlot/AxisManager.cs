using ScottPlot.AxisPanels;
using ScottPlot.Grids;
using ScottPlot.Panels;

namespace ScottPlot;

/// <summary>The axes, title and panels of a plot, and the limits shown.</summary>
public class AxisManager
{
    private readonly Plot _plot;
    private readonly List<IPanel> _panels = [];
    private (double Left, double Right, double Bottom, double Top) _margins = (0.05, 0.05, 0.075, 0.075);

    internal AxisManager(Plot plot)
    {
        _plot = plot;
        DefaultGrid = new DefaultGrid(Bottom, Left);
    }

    /// <summary>The axis under the data area.</summary>
    public IXAxis Bottom { get; } = new BottomAxis();

    /// <summary>The axis left of the data area.</summary>
    public IYAxis Left { get; } = new LeftAxis();

    /// <summary>The axis over the data area.</summary>
    public IXAxis Top { get; } = new TopAxis();

    /// <summary>The axis right of the data area.</summary>
    public IYAxis Right { get; } = new RightAxis();

    /// <summary>The title.</summary>
    public TitlePanel Title { get; } = new();

    /// <summary>The grid.</summary>
    public DefaultGrid DefaultGrid { get; }

    /// <summary>Every axis.</summary>
    public IEnumerable<IAxis> GetAxes() => [Bottom, Top, Left, Right];

    /// <summary>Everything beside the data area, innermost first on each side.</summary>
    public IPanel[] GetPanels() => [.. GetAxes(), .. _panels, Title];

    /// <summary>Adds something beside the data area.</summary>
    /// <param name="panel">The panel.</param>
    public void AddPanel(IPanel panel) => _panels.Add(panel);

    /// <summary>Gives every axis and the title one colour.</summary>
    /// <param name="color">The colour.</param>
    public void Color(Color color)
    {
        foreach (AxisBase axis in GetAxes().OfType<AxisBase>())
            axis.Color(color);
        Title.Label.ForeColor = color;
    }

    /// <summary>Shows or hides the lines between the axes and the data area.</summary>
    /// <param name="enable">Whether to show them.</param>
    public void Frame(bool enable)
    {
        foreach (IAxis axis in GetAxes())
            axis.FrameLineStyle.IsVisible = enable;
    }

    /// <summary>Sets what the main axes show.</summary>
    /// <param name="left">Value at the left.</param>
    /// <param name="right">Value at the right.</param>
    /// <param name="bottom">Value at the bottom.</param>
    /// <param name="top">Value at the top.</param>
    public void SetLimits(double left, double right, double bottom, double top)
    {
        SetLimitsX(left, right);
        SetLimitsY(bottom, top);
    }

    /// <summary>Sets what the main axes show.</summary>
    /// <param name="limits">The limits.</param>
    public void SetLimits(AxisLimits limits) => SetLimits(limits.Left, limits.Right, limits.Bottom, limits.Top);

    /// <summary>Sets what the bottom axis shows.</summary>
    /// <param name="left">Value at the left.</param>
    /// <param name="right">Value at the right.</param>
    public void SetLimitsX(double left, double right) => Bottom.Range.Set(left, right);

    /// <summary>Sets what the left axis shows.</summary>
    /// <param name="bottom">Value at the bottom.</param>
    /// <param name="top">Value at the top.</param>
    public void SetLimitsY(double bottom, double top) => Left.Range.Set(bottom, top);

    /// <summary>What the main axes show.</summary>
    public AxisLimits GetLimits() => new(Bottom.Min, Bottom.Max, Left.Min, Left.Max);

    /// <summary>Room around the data, as fractions of the data's extent, half of it on each side; then fits the axes to the data.</summary>
    /// <param name="horizontal">Left and right together.</param>
    /// <param name="vertical">Bottom and top together.</param>
    public void Margins(double horizontal = 0.1, double vertical = .15)
    {
        _margins = (horizontal / 2, horizontal / 2, vertical / 2, vertical / 2);
        AutoScale();
    }

    /// <summary>Fits the axes to the data.</summary>
    public void AutoScale()
    {
        AxisLimits[] limits = [.. _plot.PlottableList.Where(plottable => plottable.IsVisible).Select(plottable => plottable.GetAxisLimits())];
        (double left, double right) = Extent(limits.SelectMany(l => new[] { l.Left, l.Right }));
        (double bottom, double top) = Extent(limits.SelectMany(l => new[] { l.Bottom, l.Top }));
        SetLimits(
            left - ((right - left) * _margins.Left),
            right + ((right - left) * _margins.Right),
            bottom - ((top - bottom) * _margins.Bottom),
            top + ((top - bottom) * _margins.Top));
    }

    internal void AutoScaleUnset()
    {
        (bool x, bool y) = (Bottom.Range.HasBeenSet, Left.Range.HasBeenSet);
        if (x && y)
            return;
        AxisLimits before = GetLimits();
        AutoScale();
        if (x)
            SetLimitsX(before.Left, before.Right);
        if (y)
            SetLimitsY(before.Bottom, before.Top);
    }

    private static (double Low, double High) Extent(IEnumerable<double> values)
    {
        double[] real = [.. values.Where(double.IsFinite)];
        if (real.Length == 0)
            return (-10, 10);
        (double low, double high) = (real.Min(), real.Max());
        return low < high ? (low, high) : (low - 1, high + 1);
    }
}
