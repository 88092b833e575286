namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>The JPEG format.</summary>
public sealed class JpegFormat : IImageFormat<JpegMetadata>
{
    private JpegFormat()
    {
    }

    /// <summary>The one instance.</summary>
    public static JpegFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "JPEG";

    /// <inheritdoc/>
    public string DefaultMimeType => "image/jpeg";

    /// <inheritdoc/>
    public IEnumerable<string> FileExtensions => ["jpg", "jpeg", "jfif"];

    /// <inheritdoc/>
    public JpegMetadata CreateDefaultFormatMetadata() => new();
}

/// <summary>What a JPEG says of itself; nothing that this project asks for.</summary>
public class JpegMetadata
{
}
