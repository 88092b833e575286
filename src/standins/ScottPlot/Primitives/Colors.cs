namespace ScottPlot;

/// <summary>The named colours that this project uses.</summary>
public struct Colors
{
    /// <summary>Black.</summary>
    public static Color Black => new(0, 0, 0);

    /// <summary>White.</summary>
    public static Color White => new(255, 255, 255);

    /// <summary>Middle gray.</summary>
    public static Color Gray => new(128, 128, 128);

    /// <summary>Light gray.</summary>
    public static Color LightGray => new(211, 211, 211);

    /// <summary>Red.</summary>
    public static Color Red => new(255, 0, 0);

    /// <summary>Green.</summary>
    public static Color Green => new(0, 128, 0);

    /// <summary>Blue.</summary>
    public static Color Blue => new(0, 0, 255);

    /// <summary>Nothing at all.</summary>
    public static Color Transparent => new(0, 0, 0, 0);
}
