using Slug.Basics;

namespace Slug.Data.Images;

/// <summary>
/// CLIP's evaluation preprocessing with Pillow's numbers: resize the shorter side bicubically, cut the square out of the middle, to
/// RGB, normalise.
/// </summary>
/// <param name="size">The side of the square, in pixels.</param>
/// <param name="memory">Remembers what images became; null decodes each image whenever it is met.</param>
public sealed class ClipTransform(int size, PictureMemory? memory = null) : IImageTransform
{
    /// <inheritdoc/>
    public int Size { get; } = size > 0 ? size : throw new ArgumentOutOfRangeException(nameof(size), size, "The size must be positive.");

    /// <summary>The tensor <c>[3, size, size]</c> of an encoded image.</summary>
    /// <exception cref="InvalidDataException">The bytes are no image, or a damaged one.</exception>
    public float[] Apply(ReadOnlySpan<byte> encoded)
    {
        var tensor = new float[3 * Size * Size];
        if (memory is null) ClipNormalization.Apply(Square(encoded), 4, tensor);
        else ClipNormalization.Apply(memory.Pixels(encoded, Size, file => RgbResize.ToRgb(Square(file))), 3, tensor);
        return tensor;
    }

    float[] IImageTransform.Apply(ReadOnlySpan<byte> encoded, SeededRandom random) => Apply(encoded);

    /// <summary>The square before it is normalised, <c>[size, size, 4]</c>.</summary>
    internal byte[] Square(ReadOnlySpan<byte> encoded)
    {
        using var image = PillowImage.Load(encoded);
        // The longer side is cut off to whole pixels, as torchvision does.
        var shorter = Math.Min(image.Width, image.Height);
        var width = image.Width == shorter ? Size : (int)((long)Size * image.Width / shorter);
        var height = image.Height == shorter ? Size : (int)((long)Size * image.Height / shorter);
        var window = new PixelWindow(Middle(width), Middle(height), Size, Size);
        return PillowResize.Bicubic(image, new PixelWindow(0, 0, image.Width, image.Height), width, height, window);
    }

    // Python rounds halves to the even number, and so does Math.Round.
    private int Middle(int length) => (int)Math.Round((length - Size) / 2.0);
}
