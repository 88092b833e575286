namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The PNG format.</summary>
public sealed class PngFormat : IImageFormat<PngMetadata>
{
    private PngFormat()
    {
    }

    /// <summary>The one instance.</summary>
    public static PngFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "PNG";

    /// <inheritdoc/>
    public string DefaultMimeType => "image/png";

    /// <inheritdoc/>
    public IEnumerable<string> FileExtensions => ["png", "apng"];

    /// <inheritdoc/>
    public PngMetadata CreateDefaultFormatMetadata() => new();
}
