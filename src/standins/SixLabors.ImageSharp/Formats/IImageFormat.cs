namespace SixLabors.ImageSharp.Formats;

/// <summary>Describes an image format.</summary>
public interface IImageFormat
{
    /// <summary>The name, e.g. <c>PNG</c>.</summary>
    string Name { get; }

    /// <summary>The usual media type, e.g. <c>image/png</c>.</summary>
    string DefaultMimeType { get; }

    /// <summary>The endings of its files, without the dot.</summary>
    IEnumerable<string> FileExtensions { get; }
}

/// <summary>A format whose files say things of their own.</summary>
public interface IImageFormat<out TFormatMetadata> : IImageFormat
    where TFormatMetadata : class
{
    /// <summary>What an image of unknown origin is taken to say.</summary>
    TFormatMetadata CreateDefaultFormatMetadata();
}
