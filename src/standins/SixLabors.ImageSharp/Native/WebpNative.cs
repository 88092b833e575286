using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>The part of libwebp 1 that is called, under its own names.</summary>
internal static unsafe partial class WebpNative
{
    /// <summary>The version of the structures below; the library refuses others.</summary>
    public const int DecoderAbi = 0x0209;

    [StructLayout(LayoutKind.Sequential)]
    public struct Features
    {
        public int Width;
        public int Height;
        public int HasAlpha;
        public int HasAnimation;
        public int Format;
        public fixed uint Padding[5];
    }

    [LibraryImport(NativeLibraries.Webp)]
    public static partial int WebPGetFeaturesInternal(byte* data, nuint size, out Features features, int abi);

    [LibraryImport(NativeLibraries.Webp)]
    public static partial byte* WebPDecodeRGBInto(byte* data, nuint size, byte* destination, nuint length, int stride);

    [LibraryImport(NativeLibraries.Webp)]
    public static partial byte* WebPDecodeRGBAInto(byte* data, nuint size, byte* destination, nuint length, int stride);

    [LibraryImport(NativeLibraries.Webp)]
    public static partial nuint WebPEncodeRGB(byte* pixels, int width, int height, int stride, float quality, out byte* output);

    [LibraryImport(NativeLibraries.Webp)]
    public static partial nuint WebPEncodeRGBA(byte* pixels, int width, int height, int stride, float quality, out byte* output);

    [LibraryImport(NativeLibraries.Webp)]
    public static partial nuint WebPEncodeLosslessRGB(byte* pixels, int width, int height, int stride, out byte* output);

    [LibraryImport(NativeLibraries.Webp)]
    public static partial nuint WebPEncodeLosslessRGBA(byte* pixels, int width, int height, int stride, out byte* output);

    [LibraryImport(NativeLibraries.Webp)]
    public static partial void WebPFree(void* data);
}
