using Slug.Basics;

namespace Slug.Data.Images;

/// <summary>
/// CLIP's training preprocessing: a random part of the image, nearly all of it, resized to a square, to RGB, normalised. Used for the
/// retain set, as in the reference.
/// </summary>
public sealed class ClipTrainTransform : IImageTransform
{
    private const int Tries = 10;
    private static readonly double LogRatio = Math.Log(4.0 / 3);
    private readonly double _minScale;
    private readonly double _maxScale;

    /// <param name="size">The side of the square, in pixels.</param>
    /// <param name="minScale">The least share of the image's area to keep.</param>
    /// <param name="maxScale">The largest share of the image's area to keep.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive, or the shares are not in order within (0, 1].</exception>
    public ClipTrainTransform(int size, double minScale = 0.9, double maxScale = 1.0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (!(minScale > 0 && minScale <= maxScale && maxScale <= 1))
            throw new ArgumentOutOfRangeException(nameof(minScale), $"The shares [{minScale}, {maxScale}] must be in order within (0, 1].");
        Size = size;
        _minScale = minScale;
        _maxScale = maxScale;
    }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public float[] Apply(ReadOnlySpan<byte> encoded, SeededRandom random)
    {
        using var image = PillowImage.Load(encoded);
        var crop = Choose(image.Width, image.Height, random);
        var pixels = PillowResize.Bicubic(image, crop, Size, Size, new PixelWindow(0, 0, Size, Size));
        var tensor = new float[3 * Size * Size];
        ClipNormalization.Apply(pixels, 4, tensor);
        return tensor;
    }

    /// <summary>Draws the part to keep: an area, a ratio of the sides between 3:4 and 4:3, a place.</summary>
    internal PixelWindow Choose(int width, int height, SeededRandom random)
    {
        for (var i = 0; i < Tries; i++)
        {
            var area = (double)width * height * (_minScale + ((_maxScale - _minScale) * random.NextDouble()));
            var ratio = Math.Exp(LogRatio * ((2 * random.NextDouble()) - 1));
            var w = (int)Math.Round(Math.Sqrt(area * ratio));
            var h = (int)Math.Round(Math.Sqrt(area / ratio));
            if (w > 0 && w <= width && h > 0 && h <= height)
                return new PixelWindow(random.NextInt(width - w + 1), random.NextInt(height - h + 1), w, h);
        }
        return Fallback(width, height);
    }

    // An image so long that no try fits: the middle of it with the nearest ratio allowed.
    private static PixelWindow Fallback(int width, int height)
    {
        var (w, h) = (width, height);
        if ((double)width / height < 3.0 / 4)
            h = (int)Math.Round(width / (3.0 / 4));
        else if ((double)width / height > 4.0 / 3)
            w = (int)Math.Round(height * (4.0 / 3));
        return new PixelWindow((width - w) / 2, (height - h) / 2, w, h);
    }
}
