namespace ScottPlot;

/// <summary>Colours along a line from 0 to 1.</summary>
public interface IColormap
{
    /// <summary>Name for people.</summary>
    string Name { get; }

    /// <summary>The colour at a position; positions outside count as the nearest end.</summary>
    /// <param name="position">0 to 1.</param>
    Color GetColor(double position);
}

/// <summary>Colours of values.</summary>
public static class IColormapExtensions
{
    /// <summary>The colour of a value; transparent for NaN.</summary>
    /// <param name="cmap">The colour map.</param>
    /// <param name="position">The value.</param>
    /// <param name="range">The values that the map spans.</param>
    public static Color GetColor(this IColormap cmap, double position, Range range)
    {
        if (double.IsNaN(position))
            return Colors.Transparent;
        return cmap.GetColor(range.Min == range.Max ? 0 : range.Normalize(position, clamp: true));
    }
}

/// <summary>Something whose values have colours, for a colour bar to explain.</summary>
public interface IHasColorAxis
{
    /// <summary>The colours.</summary>
    IColormap Colormap { get; }

    /// <summary>The values that they span.</summary>
    Range GetRange();
}
