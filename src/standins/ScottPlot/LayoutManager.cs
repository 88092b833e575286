namespace ScottPlot;

/// <summary>How much room the data area leaves around it: what its panels measure, or a fixed padding.</summary>
public class LayoutManager
{
    internal LayoutManager()
    {
    }

    internal PixelPadding? FixedPadding { get; private set; }

    /// <summary>Panels get the room that they measure.</summary>
    public void Default() => FixedPadding = null;

    /// <summary>The data area keeps these distances from the edges of the figure; panels are drawn in them.</summary>
    /// <param name="padding">The distances.</param>
    public void Fixed(PixelPadding padding) => FixedPadding = padding;
}
