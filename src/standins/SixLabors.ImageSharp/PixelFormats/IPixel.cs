namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>A pixel that can be made from and turned into the common formats.</summary>
public interface IPixel
{
    /// <summary>Takes the colour of a gray pixel.</summary>
    void FromL8(L8 source);

    /// <summary>Takes the colour of an opaque pixel.</summary>
    void FromRgb24(Rgb24 source);

    /// <summary>Takes the colour of a pixel with opacity; formats without one drop it.</summary>
    void FromRgba32(Rgba32 source);

    /// <summary>Gives the colour with opacity.</summary>
    void ToRgba32(ref Rgba32 dest);
}

/// <summary>A pixel format by itself.</summary>
public interface IPixel<TSelf> : IPixel, IEquatable<TSelf>
    where TSelf : unmanaged, IPixel<TSelf>
{
}
