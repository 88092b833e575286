namespace Slug.Data.Images;

/// <summary>Pillow's conversions between plain RGBA and RGBA with colours multiplied by the opacity, with its roundings.</summary>
internal static class Opacity
{
    /// <summary>Multiplies each colour by its pixel's opacity.</summary>
    public static void Multiply(Span<byte> rgba)
    {
        for (var i = 0; i < rgba.Length; i += 4)
            for (var c = 0; c < 3; c++)
            {
                var product = (rgba[i + c] * rgba[i + 3]) + 128;
                rgba[i + c] = (byte)(((product >> 8) + product) >> 8);
            }
    }

    /// <summary>Divides each colour by its pixel's opacity; invisible pixels stay as they are.</summary>
    public static void Divide(Span<byte> rgba)
    {
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var opacity = rgba[i + 3];
            if (opacity is 0 or 255)
                continue;
            for (var c = 0; c < 3; c++)
                rgba[i + c] = (byte)Math.Min(255 * rgba[i + c] / opacity, 255);
        }
    }

    /// <summary>Lets white shine through, rounded to the nearest level, and leaves the pixels opaque.</summary>
    public static void LayOnWhite(Span<byte> rgba)
    {
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var opacity = rgba[i + 3];
            if (opacity == byte.MaxValue)
                continue;
            for (var c = i; c < i + 3; c++)
                rgba[c] = (byte)(((rgba[c] * opacity) + (255 * (255 - opacity)) + 127) / 255);
            rgba[i + 3] = byte.MaxValue;
        }
    }
}
