namespace ScottPlot;

/// <summary>File formats of raster and vector images; this stand-in writes PNG and SVG.</summary>
public enum ImageFormat
{
    /// <summary>Uncompressed bitmap (not written here).</summary>
    Bmp,

    /// <summary>JPEG (not written here).</summary>
    Jpeg,

    /// <summary>Portable network graphics.</summary>
    Png,

    /// <summary>WebP (not written here).</summary>
    Webp,

    /// <summary>Scalable vector graphics.</summary>
    Svg,
}
