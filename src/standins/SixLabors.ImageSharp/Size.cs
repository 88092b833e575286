namespace SixLabors.ImageSharp;

/// <summary>A width and a height in pixels.</summary>
public struct Size : IEquatable<Size>
{
    /// <summary>Makes a size.</summary>
    public Size(int width, int height)
    {
        Width = width;
        Height = height;
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; set; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; set; }

    /// <summary>True if both sizes have the same width and height.</summary>
    public static bool operator ==(Size left, Size right) => left.Equals(right);

    /// <summary>True if the sizes differ.</summary>
    public static bool operator !=(Size left, Size right) => !left.Equals(right);

    /// <summary>Splits the size into its parts.</summary>
    public readonly void Deconstruct(out int width, out int height)
    {
        width = Width;
        height = Height;
    }

    /// <inheritdoc/>
    public readonly bool Equals(Size other) => Width == other.Width && Height == other.Height;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Size other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Width, Height);

    /// <inheritdoc/>
    public override readonly string ToString() => $"Size [ Width={Width}, Height={Height} ]";
}
