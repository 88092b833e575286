using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Slug.Data.Downloads;

namespace Slug.Experiments.Configuration;

/// <summary>
/// One thing that the experiment is made from: an npm package (<c>npm</c>), a file on the web (<c>url</c>), or what the user has on
/// this machine already (<c>file</c>, which is taken instead of <c>url</c> where both are given).
/// </summary>
public sealed partial record DownloadOptions
{
    /// <summary>The npm package and its version: <c>emoji-datasource-apple@16.0.0</c>.</summary>
    public string? Npm { get; init; }

    /// <summary>
    /// Where the file is: <c>https://</c>, <c>http://</c>, <c>file://</c> with an absolute path, or a file on the Hugging Face hub as
    /// <c>hf://owner/repository/path/to/file@revision</c> (<c>hf://datasets/owner/…</c> for data sets; gated ones need <c>HF_TOKEN</c>).
    /// </summary>
    public string? Url { get; init; }

    /// <summary>Other places of the same file, tried in their order where <see cref="Url"/> fails.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>
    /// A file, or a folder, that is on this machine already, relative to the repository root. It is used where it is and not copied,
    /// but for a file with a <see cref="Sha256"/> to check.
    /// </summary>
    public string? File { get; init; }

    /// <summary>The file's size in bytes, where it is known: a source that offers another is passed over before its body is read.</summary>
    [Range(1, long.MaxValue)]
    public long? Size { get; init; }

    /// <summary>
    /// The file's SHA-256, in hexadecimal. A package needs it; a file may do without, for there are files whose sum nobody may publish:
    /// the log of its step says the sum that was found, so that it can be pinned.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>The path on this machine that stands for the download, or null where it has to be fetched.</summary>
    public string? LocalPath =>
        File ?? (Url is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsFile ? address.LocalPath : null);

    /// <summary>The package's name and version.</summary>
    /// <exception cref="InvalidOperationException">The download is no package.</exception>
    public (string Name, string Version) Package()
    {
        if (Npm is not { } npm) throw new InvalidOperationException("The download is no npm package.");
        var at = npm.LastIndexOf('@');
        return (npm[..at], npm[(at + 1)..]);
    }

    /// <summary>Where the file can be fetched, the preferred place first.</summary>
    /// <exception cref="FormatException">An address has a form that is not known.</exception>
    /// <exception cref="DownloadException"><c>HF_ENDPOINT</c> is no address.</exception>
    public IReadOnlyList<Uri> Sources() => [.. Mirrors.Prepend(Url!).Select(DownloadAddress.Parse)];

    /// <summary>What is wrong beyond the values' ranges; null when nothing is.</summary>
    internal (string Key, string Message)? Mistake()
    {
        if (Npm is null && Url is null && File is null) return ("", "says neither 'npm' (a package), nor 'url' (a file on the web), nor 'file' (one on this machine)");
        if (File is not null && string.IsNullOrWhiteSpace(File)) return ("file", "is an empty path, which would be the repository's folder: name the file or folder that is meant, or leave it out");
        if (Npm is not null && !PackageAtVersion().IsMatch(Npm)) return ("npm", $"is '{Npm}', no package at a version, such as emoji-datasource-apple@16.0.0");
        if (Sha256 is not null && !LowerCaseSum().IsMatch(Sha256)) return ("sha256", $"is '{Sha256}', no SHA-256: 64 hexadecimal digits in lower case");
        if (Npm is not null && (Url ?? File) is not null) return ("npm", "is a package and a file at once; leave out 'npm' or the other");
        if (Npm is not null && Sha256 is null) return ("npm", $"needs the package's 'sha256': run npm pack {Npm} and sha256sum on the file");
        if (Npm is not null && (Mirrors.Count > 0 || Size is not null)) return ("npm", "is a package, which has no 'mirrors' and no 'size'");
        if (Url is null && Mirrors.Count > 0) return ("mirrors", "stand behind a 'url', which is missing");
        foreach (var (key, address) in Mirrors.Select((mirror, i) => ($"mirrors.{i}", mirror)).Prepend(("url", Url ?? "https://none")))
        {
            if (!DownloadAddress.IsKnown(address)) return (key, $"is '{address}', no address such as https://host/file, file:///path or hf://owner/repository/file@revision");
        }

        return null;
    }

    [GeneratedRegex(@"^(@[\w.-]+/)?[\w.-]+@\d+\.\d+\.\d+[\w.+-]*$")]
    private static partial Regex PackageAtVersion();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex LowerCaseSum();
}
