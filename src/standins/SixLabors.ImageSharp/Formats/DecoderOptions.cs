namespace SixLabors.ImageSharp.Formats;

/// <summary>How to decode.</summary>
public sealed class DecoderOptions
{
    internal static DecoderOptions Default { get; } = new();

    /// <summary>The settings that the image shall have.</summary>
    public Configuration Configuration { get; init; } = Configuration.Default;

    /// <summary>The most frames to decode. The stand-in always decodes one, and animated WebP files not at all.</summary>
    public uint MaxFrames { get; init; } = int.MaxValue;
}
