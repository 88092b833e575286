namespace SixLabors.ImageSharp.Formats.Webp;

/// <summary>The WebP format.</summary>
public sealed class WebpFormat : IImageFormat<WebpMetadata>
{
    private WebpFormat()
    {
    }

    /// <summary>The one instance.</summary>
    public static WebpFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "WEBP";

    /// <inheritdoc/>
    public string DefaultMimeType => "image/webp";

    /// <inheritdoc/>
    public IEnumerable<string> FileExtensions => ["webp"];

    /// <inheritdoc/>
    public WebpMetadata CreateDefaultFormatMetadata() => new();
}

/// <summary>What a WebP says of itself.</summary>
public class WebpMetadata
{
    /// <summary>Whether pixels were lost.</summary>
    public WebpFileFormatType? FileFormat { get; set; }
}

/// <summary>The two kinds of WebP.</summary>
public enum WebpFileFormatType
{
    /// <summary>All pixels are as they were.</summary>
    Lossless,

    /// <summary>Smaller, and pixels differ.</summary>
    Lossy,
}
