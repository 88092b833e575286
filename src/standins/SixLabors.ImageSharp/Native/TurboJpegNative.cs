using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>The part of libjpeg-turbo's TurboJPEG 2 interface that is called, under its own names.</summary>
internal static unsafe partial class TurboJpegNative
{
    public const int PixelRgb = 0;
    public const int PixelGray = 6;
    public const int PixelRgba = 7;
    public const int PixelCmyk = 11;
    public const int Sampling444 = 0;
    public const int Sampling420 = 2;
    public const int SamplingGray = 3;
    public const int ColorRgb = 0;
    public const int ColorYCbCr = 1;
    public const int ColorGray = 2;
    public const int ColorCmyk = 3;
    public const int ColorYcck = 4;
    public const int ErrorWarning = 0;

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial nint tjInitDecompress();

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial nint tjInitCompress();

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial int tjDestroy(nint handle);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial int tjDecompressHeader3(
        nint handle, byte* data, CULong size, out int width, out int height, out int sampling, out int colorSpace);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial int tjDecompress2(
        nint handle, byte* data, CULong size, byte* destination, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial int tjCompress2(
        nint handle, byte* source, int width, int pitch, int height, int pixelFormat, ref byte* data, ref CULong size, int sampling,
        int quality, int flags);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial void tjFree(byte* data);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial int tjGetErrorCode(nint handle);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    private static partial byte* tjGetErrorStr2(nint handle);

    /// <summary>The library's words for the handle's last error.</summary>
    public static string Message(nint handle) => Marshal.PtrToStringUTF8((nint)tjGetErrorStr2(handle)) ?? "unknown error";
}
