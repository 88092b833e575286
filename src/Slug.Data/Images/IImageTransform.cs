using Slug.Basics;

namespace Slug.Data.Images;

/// <summary>Makes a model's input of an encoded image.</summary>
public interface IImageTransform
{
    /// <summary>The side of the square that comes out, in pixels.</summary>
    int Size { get; }

    /// <summary>The tensor <c>[3, size, size]</c> of an encoded image.</summary>
    /// <param name="encoded">A PNG, JPEG or WebP.</param>
    /// <param name="random">The numbers of this image; transforms without chance leave them alone.</param>
    /// <exception cref="InvalidDataException">The bytes are no image, or a damaged one.</exception>
    float[] Apply(ReadOnlySpan<byte> encoded, SeededRandom random);
}
