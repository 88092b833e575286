namespace Slug.Data.Laion;

/// <summary>Why an image is not in its shard, in the words of the statistics.</summary>
internal static class SkipCause
{
    public const string BadAddress = "bad address";
    public const string PrivateAddress = "private address";
    public const string NoSuchHost = "no such host";
    public const string NoConnection = "no connection";
    public const string NotSecure = "no secure connection";
    public const string BrokenOff = "broken off";
    public const string Timeout = "timeout";
    public const string TooLarge = "too large";
    public const string Empty = "empty";
    public const string OptedOut = "opted out by X-Robots-Tag";
    public const string Html = "html instead of an image";
    public const string UnknownFormat = "unknown image format";
    public const string BrokenImage = "broken image";
    public const string TooManyPixels = "too many pixels";
    public const string TooNarrow = "too narrow";

    /// <summary>The server answered with that status.</summary>
    public static string Http(int status) => $"http {status}";
}
