using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Red, green and blue, a byte each, in this order.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Rgb24 : IPixel<Rgb24>
{
    /// <summary>Red.</summary>
    public byte R;

    /// <summary>Green.</summary>
    public byte G;

    /// <summary>Blue.</summary>
    public byte B;

    /// <summary>Makes a pixel.</summary>
    public Rgb24(byte r, byte g, byte b) => (R, G, B) = (r, g, b);

    /// <summary>True if both pixels are the same.</summary>
    public static bool operator ==(Rgb24 left, Rgb24 right) => left.Equals(right);

    /// <summary>True if the pixels differ.</summary>
    public static bool operator !=(Rgb24 left, Rgb24 right) => !left.Equals(right);

    /// <inheritdoc/>
    public void FromL8(L8 source) => R = G = B = source.PackedValue;

    /// <inheritdoc/>
    public void FromRgb24(Rgb24 source) => this = source;

    /// <inheritdoc/>
    public void FromRgba32(Rgba32 source) => (R, G, B) = (source.R, source.G, source.B);

    /// <inheritdoc/>
    public readonly void ToRgba32(ref Rgba32 dest) => dest = new Rgba32(R, G, B, byte.MaxValue);

    /// <inheritdoc/>
    public readonly bool Equals(Rgb24 other) => R == other.R && G == other.G && B == other.B;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Rgb24 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(R, B, G);

    /// <inheritdoc/>
    public override readonly string ToString() => $"Rgb24({R}, {G}, {B})";
}
