using System.ComponentModel.DataAnnotations;

namespace Slug.Experiments.Configuration;

/// <summary>One thing to download: an npm package at one version, pinned by its checksum.</summary>
public sealed record DownloadOptions
{
    /// <summary>The npm package and its version: <c>emoji-datasource-apple@16.0.0</c>.</summary>
    [RegularExpression(@"(@[\w.-]+/)?[\w.-]+@\d+\.\d+\.\d+[\w.+-]*")]
    public required string Npm { get; init; }

    /// <summary>SHA-256 of the package's tarball, in hexadecimal.</summary>
    [RegularExpression("[0-9a-f]{64}")]
    public required string Sha256 { get; init; }
}
