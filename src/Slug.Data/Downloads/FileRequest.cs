namespace Slug.Data.Downloads;

/// <summary>A file to fetch, and how to tell that it is the right one.</summary>
/// <param name="Sources">Where it can be had (<c>https</c>, <c>http</c>, <c>file</c>), mirrors after the preferred place.</param>
/// <param name="Target">Where it shall be.</param>
public sealed record FileRequest(IReadOnlyList<Uri> Sources, string Target)
{
    /// <summary>Its size in bytes, where it is known; a source that offers another is passed over before its body is read.</summary>
    public long? Size { get; init; }

    /// <summary>Its SHA-256, 64 hex digits, where it is known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Where files with a wrong sum are kept for a look; by default <c>rejected</c> beside the target.</summary>
    public string? RejectedFolder { get; init; }

    /// <summary>The folder for refused files.</summary>
    internal string Rejected => RejectedFolder ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Target))!, "rejected");

    internal string Name => Path.GetFileName(Target);
}
