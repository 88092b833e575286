namespace ScottPlot;

/// <summary>Places the ticks of an axis.</summary>
public interface ITickGenerator
{
    /// <summary>The ticks placed last.</summary>
    Tick[] Ticks { get; }

    /// <summary>Never more ticks than this.</summary>
    int MaxTickCount { get; set; }

    /// <summary>Places the ticks anew.</summary>
    /// <param name="range">The interval shown.</param>
    /// <param name="edge">The axis's side.</param>
    /// <param name="size">Its length in pixels.</param>
    /// <param name="paint">Ignored here.</param>
    /// <param name="labelStyle">Look of the tick labels, to measure them.</param>
    void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle);
}

/// <summary>Places the unlabelled ticks between labelled ones.</summary>
public interface IMinorTickGenerator
{
    /// <summary>Positions of minor ticks.</summary>
    /// <param name="majorTicks">Positions of the labelled ticks, evenly spaced.</param>
    /// <param name="visibleRange">The interval shown.</param>
    IEnumerable<double> GetMinorTicks(double[] majorTicks, CoordinateRange visibleRange);
}
