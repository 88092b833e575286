namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>What a PNG says about its pixels.</summary>
public class PngMetadata
{
    /// <summary>Bits per sample, or per palette index.</summary>
    public PngBitDepth? BitDepth { get; set; }

    /// <summary>The kind of pixels.</summary>
    public PngColorType? ColorType { get; set; }
}

/// <summary>Bits per sample.</summary>
public enum PngBitDepth : byte
{
    /// <summary>One bit.</summary>
    Bit1 = 1,

    /// <summary>Two bits.</summary>
    Bit2 = 2,

    /// <summary>Four bits.</summary>
    Bit4 = 4,

    /// <summary>A byte.</summary>
    Bit8 = 8,

    /// <summary>Two bytes.</summary>
    Bit16 = 16,
}

/// <summary>The kinds of pixels that a PNG can have.</summary>
public enum PngColorType : byte
{
    /// <summary>Gray.</summary>
    Grayscale = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>Indices into a palette.</summary>
    Palette = 3,

    /// <summary>Gray with opacity.</summary>
    GrayscaleWithAlpha = 4,

    /// <summary>Red, green, blue, opacity.</summary>
    RgbWithAlpha = 6,
}
