namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>How much time to spend on making the file small.</summary>
public enum PngCompressionLevel
{
    /// <summary>None.</summary>
    NoCompression = 0,

    /// <summary>As little as possible.</summary>
    BestSpeed = 1,

    /// <summary>zlib's own choice.</summary>
    DefaultCompression = 6,

    /// <summary>As much as zlib can use.</summary>
    BestCompression = 9,
}
