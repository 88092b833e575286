using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Red, green, blue and opacity, a byte each, in this order; the colour is not multiplied by the opacity.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Rgba32 : IPixel<Rgba32>
{
    /// <summary>Red.</summary>
    public byte R;

    /// <summary>Green.</summary>
    public byte G;

    /// <summary>Blue.</summary>
    public byte B;

    /// <summary>Opacity: 0 is transparent, 255 opaque.</summary>
    public byte A;

    /// <summary>Makes an opaque pixel.</summary>
    public Rgba32(byte r, byte g, byte b)
        : this(r, g, b, byte.MaxValue)
    {
    }

    /// <summary>Makes a pixel.</summary>
    public Rgba32(byte r, byte g, byte b, byte a) => (R, G, B, A) = (r, g, b, a);

    /// <summary>True if both pixels are the same.</summary>
    public static bool operator ==(Rgba32 left, Rgba32 right) => left.Equals(right);

    /// <summary>True if the pixels differ.</summary>
    public static bool operator !=(Rgba32 left, Rgba32 right) => !left.Equals(right);

    /// <inheritdoc/>
    public void FromL8(L8 source) => this = new Rgba32(source.PackedValue, source.PackedValue, source.PackedValue);

    /// <inheritdoc/>
    public void FromRgb24(Rgb24 source) => this = new Rgba32(source.R, source.G, source.B);

    /// <inheritdoc/>
    public void FromRgba32(Rgba32 source) => this = source;

    /// <inheritdoc/>
    public readonly void ToRgba32(ref Rgba32 dest) => dest = this;

    /// <inheritdoc/>
    public readonly bool Equals(Rgba32 other) => R == other.R && G == other.G && B == other.B && A == other.A;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Rgba32 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(R, G, B, A);

    /// <inheritdoc/>
    public override readonly string ToString() => $"Rgba32({R}, {G}, {B}, {A})";
}
