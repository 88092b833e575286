namespace Slug.Data.Downloads;

/// <summary>A file could not be fetched or is not what was asked for. The message says what to do next.</summary>
public sealed class DownloadException : Exception
{
    /// <summary>Makes the exception from a message that names the file, the reason and the next step.</summary>
    public DownloadException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
