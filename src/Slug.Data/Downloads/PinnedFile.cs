using System.Security.Cryptography;

namespace Slug.Data.Downloads;

/// <summary>Files whose content is known beforehand by its SHA-256.</summary>
public static class PinnedFile
{
    /// <summary>The SHA-256 of a file as 64 lower-case hex digits.</summary>
    public static async Task<string> Sha256Async(string path, CancellationToken cancellation = default)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, useAsync: true);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
    }

    /// <summary>
    /// Checks a downloaded file against its pinned sum; a file that differs is moved to
    /// <c>rejectedFolder/name.sum</c>, where it can be looked at but is never used.
    /// </summary>
    /// <param name="path">The file to check.</param>
    /// <param name="name">The name to file it under when it is refused.</param>
    /// <param name="sha256">The pinned sum, 64 hex digits.</param>
    /// <param name="rejectedFolder">Where refused files go.</param>
    /// <param name="cancellation">Stops the hashing.</param>
    /// <exception cref="DownloadException">The sums differ.</exception>
    public static async Task VerifyAsync(
        string path, string name, string sha256, string rejectedFolder, CancellationToken cancellation = default)
    {
        RequireSum(sha256, name);
        var actual = await Sha256Async(path, cancellation).ConfigureAwait(false);
        if (string.Equals(actual, sha256, StringComparison.OrdinalIgnoreCase))
            return;
        Directory.CreateDirectory(rejectedFolder);
        var aside = Path.Combine(rejectedFolder, $"{name}.{actual}");
        File.Move(path, aside, overwrite: true);
        throw new DownloadException(
            $"{name} has SHA-256 {actual}, but {sha256.ToLowerInvariant()} is pinned. The file was refused and kept at {aside}. "
            + "If the publisher changed it on purpose, check it and pin the new sum; otherwise try again.");
    }

    internal static void RequireSum(string sha256, string name)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
            throw new ArgumentException($"The SHA-256 pinned for {name} is '{sha256}'; it must be 64 hex digits.", nameof(sha256));
    }
}
