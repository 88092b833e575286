using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>The part of libspng 0.7 that is called, under its own names.</summary>
internal static unsafe partial class SpngNative
{
    public const int ContextEncoder = 2;
    public const int FormatRgba8 = 1;
    public const int FormatRgba16 = 2;
    public const int FormatRgb8 = 4;
    public const int FormatPng = 256;
    public const int DecodeTransparency = 1;
    public const int EncodeFinalize = 2;
    public const int CrcError = 0;
    public const int CrcDiscard = 1;
    public const int OptionCompressionLevel = 2;
    public const int OptionEncodeToBuffer = 12;

    [StructLayout(LayoutKind.Sequential)]
    public struct Header
    {
        public uint Width;
        public uint Height;
        public byte BitDepth;
        public byte ColorType;
        public byte CompressionMethod;
        public byte FilterMethod;
        public byte InterlaceMethod;
    }

    [LibraryImport(NativeLibraries.Spng)]
    public static partial nint spng_ctx_new(int flags);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial void spng_ctx_free(nint context);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial int spng_set_png_buffer(nint context, byte* buffer, nuint size);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial byte* spng_get_png_buffer(nint context, out nuint length, out int error);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial int spng_set_chunk_limits(nint context, nuint chunkSize, nuint cacheSize);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial int spng_set_crc_action(nint context, int critical, int ancillary);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial int spng_set_option(nint context, int option, int value);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial int spng_get_ihdr(nint context, out Header header);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial int spng_set_ihdr(nint context, in Header header);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial int spng_decode_image(nint context, void* destination, nuint length, int format, int flags);

    [LibraryImport(NativeLibraries.Spng)]
    public static partial int spng_encode_image(nint context, byte* image, nuint length, int format, int flags);

    [LibraryImport(NativeLibraries.Spng)]
    private static partial byte* spng_strerror(int error);

    /// <summary>libspng's words for an error.</summary>
    public static string Message(int error) => Marshal.PtrToStringUTF8((nint)spng_strerror(error)) ?? $"error {error}";
}
