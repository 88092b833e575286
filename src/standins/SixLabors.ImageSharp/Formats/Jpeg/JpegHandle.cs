using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>Owns a TurboJPEG instance.</summary>
internal sealed class JpegHandle : IDisposable
{
    private JpegHandle(nint value) =>
        Value = value != 0 ? value : throw new OutOfMemoryException("libjpeg-turbo has no memory for an instance.");

    public nint Value { get; private set; }

    public static JpegHandle ForReading() => new(TurboJpegNative.tjInitDecompress());

    public static JpegHandle ForWriting() => new(TurboJpegNative.tjInitCompress());

    /// <summary>Turns a failure into an exception. Warnings pass, as everywhere, unless they say that data is missing.</summary>
    public void Check(int result)
    {
        if (result == 0)
            return;
        var message = TurboJpegNative.Message(Value);
        var harmless = TurboJpegNative.tjGetErrorCode(Value) == TurboJpegNative.ErrorWarning
            && !message.Contains("premature end", StringComparison.OrdinalIgnoreCase);
        if (!harmless)
            throw new InvalidImageContentException($"The JPEG is invalid: {message}.");
    }

    public void Dispose()
    {
        _ = TurboJpegNative.tjDestroy(Value);
        Value = 0;
    }
}
