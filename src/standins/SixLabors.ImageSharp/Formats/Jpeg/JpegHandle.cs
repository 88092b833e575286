using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>Owns a TurboJPEG instance.</summary>
internal sealed class JpegHandle : IDisposable
{
    // What libjpeg merely warns of ranges from these oddities, with which all pixels are there, to missing and damaged pixels.
    private static readonly string[] Harmless =
    [
        "extraneous bytes before marker", "Inconsistent progression sequence", "Unknown Adobe color transform",
        "unknown JFIF revision", "Invalid SOS parameters for sequential",
    ];

    private JpegHandle(nint value) =>
        Value = value != 0 ? value : throw new OutOfMemoryException("libjpeg-turbo has no memory for an instance.");

    public nint Value { get; private set; }

    public static JpegHandle ForReading() => new(TurboJpegNative.tjInitDecompress());

    public static JpegHandle ForWriting() => new(TurboJpegNative.tjInitCompress());

    /// <summary>Turns a failure, or a warning that pixels are missing or damaged, into an exception.</summary>
    public void Check(int result)
    {
        if (result == 0)
            return;
        var message = TurboJpegNative.Message(Value);
        var harmless = TurboJpegNative.tjGetErrorCode(Value) == TurboJpegNative.ErrorWarning
            && Array.Exists(Harmless, warning => message.Contains(warning, StringComparison.OrdinalIgnoreCase));
        if (!harmless)
            throw new InvalidImageContentException($"The JPEG is invalid: {message}.");
    }

    public void Dispose()
    {
        _ = TurboJpegNative.tjDestroy(Value);
        Value = 0;
    }
}
