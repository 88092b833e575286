namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>One byte of brightness. Colours become gray with the BT.709 weights, as in the real package.</summary>
public struct L8 : IPixel<L8>
{
    /// <summary>Makes a gray pixel.</summary>
    public L8(byte luminance) => PackedValue = luminance;

    /// <summary>The brightness: 0 is black, 255 white.</summary>
    public byte PackedValue { get; set; }

    /// <summary>True if both pixels are the same.</summary>
    public static bool operator ==(L8 left, L8 right) => left.Equals(right);

    /// <summary>True if the pixels differ.</summary>
    public static bool operator !=(L8 left, L8 right) => !left.Equals(right);

    /// <inheritdoc/>
    public void FromL8(L8 source) => this = source;

    /// <inheritdoc/>
    public void FromRgb24(Rgb24 source) =>
        PackedValue = (byte)((source.R * .2126F) + (source.G * .7152F) + (source.B * .0722F) + 0.5F);

    /// <inheritdoc/>
    public void FromRgba32(Rgba32 source) => FromRgb24(new Rgb24(source.R, source.G, source.B));

    /// <inheritdoc/>
    public readonly void ToRgba32(ref Rgba32 dest) => dest.FromL8(this);

    /// <inheritdoc/>
    public readonly bool Equals(L8 other) => PackedValue == other.PackedValue;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is L8 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => PackedValue.GetHashCode();

    /// <inheritdoc/>
    public override readonly string ToString() => $"L8({PackedValue})";
}
