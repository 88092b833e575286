using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Webp;

/// <summary>Reads still WebP images by libwebp.</summary>
internal sealed class WebpCodec : ImageCodec
{
    private const int Lossless = 2;

    public override IImageFormat Format => WebpFormat.Instance;

    public override unsafe ImageHeader ReadHeader(ReadOnlySpan<byte> data)
    {
        fixed (byte* pointer = data)
        {
            var status = WebpNative.WebPGetFeaturesInternal(pointer, (nuint)data.Length, out var features, WebpNative.DecoderAbi);
            if (status != 0)
                throw new InvalidImageContentException($"The WebP is invalid: its header cannot be read (status {status}).");
            if (features.HasAnimation != 0)
                throw new NotSupportedException("Image.Load of an animated WebP is left out of the stand-in; use a still image.");
            var kind = features.Format == Lossless ? WebpFileFormatType.Lossless : WebpFileFormatType.Lossy;
            return new ImageHeader(
                new Size(features.Width, features.Height), features.HasAlpha != 0 ? 32 : 24, new WebpMetadata { FileFormat = kind });
        }
    }

    protected override bool Recognises(ReadOnlySpan<byte> data) =>
        data.Length >= 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8);

    protected override unsafe void DecodeRgb(ReadOnlySpan<byte> data, ImageHeader header, Span<byte> destination)
    {
        fixed (byte* pointer = data)
        fixed (byte* pixels = destination)
            Check(WebpNative.WebPDecodeRGBInto(
                pointer, (nuint)data.Length, pixels, (nuint)destination.Length, header.Size.Width * 3));
    }

    protected override unsafe void DecodeRgba(ReadOnlySpan<byte> data, ImageHeader header, Span<byte> destination)
    {
        fixed (byte* pointer = data)
        fixed (byte* pixels = destination)
            Check(WebpNative.WebPDecodeRGBAInto(
                pointer, (nuint)data.Length, pixels, (nuint)destination.Length, header.Size.Width * 4));
    }

    private static unsafe void Check(byte* decoded)
    {
        if (decoded is null)
            throw new InvalidImageContentException("The WebP is invalid: its pixels are damaged or cut off.");
    }
}
