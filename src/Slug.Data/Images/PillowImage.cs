namespace Slug.Data.Images;

/// <summary>A decoded image with what Pillow needs to know of its file when it resizes.</summary>
internal sealed record PillowImage(int Width, int Height, byte[] Rgba, PixelKind Kind)
{
    /// <summary>Decodes a PNG, JPEG or WebP.</summary>
    /// <exception cref="InvalidDataException">The bytes are no image, or a damaged one.</exception>
    public static PillowImage Load(ReadOnlySpan<byte> encoded)
    {
        var (image, kind) = ImageReader.DecodeWithKind(encoded);
        using (image)
        {
            var pixels = GC.AllocateUninitializedArray<byte>(checked(4 * image.Width * image.Height));
            image.CopyPixelDataTo(pixels);
            return new PillowImage(image.Width, image.Height, pixels, kind);
        }
    }

    /// <summary>The pixels of a rectangle, <c>[height, width, 4]</c>.</summary>
    public ReadOnlySpan<byte> Cut(PixelWindow crop)
    {
        if (crop == new PixelWindow(0, 0, Width, Height))
            return Rgba;
        var pixels = new byte[4 * crop.Width * crop.Height];
        for (var y = 0; y < crop.Height; y++)
            Rgba.AsSpan(4 * (((crop.Y + y) * Width) + crop.X), 4 * crop.Width).CopyTo(pixels.AsSpan(4 * y * crop.Width));
        return pixels;
    }
}
