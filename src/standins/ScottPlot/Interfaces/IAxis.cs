namespace ScottPlot;

/// <summary>One axis: its limits, ticks, label and look.</summary>
public interface IAxis : IPanel
{
    /// <summary>The interval shown.</summary>
    CoordinateRangeMutable Range { get; }

    /// <summary>Value at the left or bottom.</summary>
    double Min { get; set; }

    /// <summary>Value at the right or top.</summary>
    double Max { get; set; }

    /// <summary>What places the ticks.</summary>
    ITickGenerator TickGenerator { get; set; }

    /// <summary>The text outside the ticks.</summary>
    LabelStyle Label { get; }

    /// <summary>Look of the labelled ticks.</summary>
    TickMarkStyle MajorTickStyle { get; set; }

    /// <summary>Look of the ticks between.</summary>
    TickMarkStyle MinorTickStyle { get; set; }

    /// <summary>Look of the tick labels.</summary>
    LabelStyle TickLabelStyle { get; set; }

    /// <summary>The line between axis and data area.</summary>
    LineStyle FrameLineStyle { get; }

    /// <summary>Where a value lies on the figure, in pixels.</summary>
    /// <param name="position">The value.</param>
    /// <param name="dataArea">The data area.</param>
    float GetPixel(double position, PixelRect dataArea);

    /// <summary>The value at a place on the figure.</summary>
    /// <param name="pixel">The place, in pixels.</param>
    /// <param name="dataArea">The data area.</param>
    double GetCoordinate(float pixel, PixelRect dataArea);

    /// <summary>Places the ticks anew.</summary>
    /// <param name="size">Length of the axis in pixels.</param>
    /// <param name="paint">Ignored here.</param>
    void RegenerateTicks(PixelLength size, Paint paint);

    /// <summary>Puts labelled ticks at given values.</summary>
    /// <param name="xs">The values.</param>
    /// <param name="labels">Their labels.</param>
    void SetTicks(double[] xs, string[] labels);
}

/// <summary>A horizontal axis.</summary>
public interface IXAxis : IAxis;

/// <summary>A vertical axis.</summary>
public interface IYAxis : IAxis;
