namespace ScottPlot.Rendering;

/// <summary>
/// Gives every panel the room it measures and the data area the rest. Ticks depend on the data area and its size on the ticks'
/// labels, so the layout is found in two rounds.
/// </summary>
internal sealed class FigureLayout
{
    private const float OverhangMargin = 2;

    private readonly Dictionary<IPanel, (float Size, float Offset)> _places = [];

    internal FigureLayout(Plot plot, PixelRect figure)
    {
        using Paint paint = Paint.NewDisposablePaint();
        DataRect = figure;
        for (int round = 0; round < 2; round++)
        {
            PlaceTicks(plot, paint);
            DataRect = Measure(plot, figure, paint);
        }

        PlaceTicks(plot, paint);
    }

    internal PixelRect DataRect { get; private set; }

    internal void RenderPanels(RenderPack rp)
    {
        foreach (IPanel panel in rp.Plot.Axes.GetPanels())
            panel.Render(rp, _places[panel].Size, _places[panel].Offset);
    }

    private void PlaceTicks(Plot plot, Paint paint)
    {
        foreach (IAxis axis in plot.Axes.GetAxes())
            axis.RegenerateTicks(axis.Edge.IsHorizontal() ? DataRect.Width : DataRect.Height, paint);
    }

    private PixelRect Measure(Plot plot, PixelRect figure, Paint paint)
    {
        Dictionary<Edge, float> used = new() { [Edge.Left] = 0, [Edge.Right] = 0, [Edge.Bottom] = 0, [Edge.Top] = 0 };
        foreach (IPanel panel in plot.Axes.GetPanels())
        {
            float size = Math.Clamp(panel.Measure(paint), panel.MinimumSize, panel.MaximumSize);
            _places[panel] = (size, used[panel.Edge]);
            used[panel.Edge] += size;
        }

        PixelPadding? given = plot.Layout.FixedPadding;
        PixelPadding padding = given ?? new(used[Edge.Left], used[Edge.Right], used[Edge.Bottom], used[Edge.Top]);
        return padding.Horizontal < figure.Width - 1 && padding.Vertical < figure.Height - 1
            ? given is null ? KeepTickLabelsInside(plot, figure, figure.Contract(padding)) : figure.Contract(padding)
            : throw new InvalidOperationException(
                $"A figure of {figure.Width:0} x {figure.Height:0} pixels leaves no room for data beside its axes, title and legend; make it larger.");
    }

    /// <summary>Narrows the data area where the first or last label of the bottom axis would stick out of the figure.</summary>
    private static PixelRect KeepTickLabelsInside(Plot plot, PixelRect figure, PixelRect data)
    {
        if (plot.Axes.Bottom is not AxisPanels.XAxisBase { IsVisible: true, TickLabelStyle.Rotation: 0 } axis || !axis.Range.HasBeenSet)
            return data;
        PixelRect[] labels = [.. axis.TickLabelRects(data)];
        if (labels.Length == 0)
            return data;
        float left = Math.Max(0, figure.Left + OverhangMargin - labels.Min(label => label.Left));
        float right = Math.Max(0, labels.Max(label => label.Right) + OverhangMargin - figure.Right);
        return data.Contract(new PixelPadding(left, right, 0, 0));
    }
}
