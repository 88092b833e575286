using Slug.Basics;

namespace Slug.Data.Downloads;

/// <summary>Fetches packages from the npm registry that the machine's own npm is set up for, pinned by checksum.</summary>
public static class NpmPackages
{
    /// <summary>
    /// Runs <c>npm pack package@version</c> and puts the tarball at <paramref name="targetFile"/>, after its SHA-256 was found to be
    /// the pinned one. A target that is already there and right is kept; one that is wrong is moved aside and fetched again. Either
    /// the whole, verified file appears or nothing does.
    /// </summary>
    /// <param name="package">The package's name, e.g. <c>emoji-datasource-apple</c>.</param>
    /// <param name="version">The exact version.</param>
    /// <param name="sha256">The pinned SHA-256 of the tarball, 64 hex digits.</param>
    /// <param name="targetFile">Where the tarball shall be.</param>
    /// <param name="rejectedFolder">Where files with a wrong sum are kept, as <c>name.sum</c>.</param>
    /// <param name="log">Receives one line per noteworthy step.</param>
    /// <param name="cancellation">Kills npm and everything that it started, and removes what was half-written.</param>
    /// <param name="npm">The npm to run; by default the one on PATH.</param>
    /// <exception cref="DownloadException">npm is missing, the registry refuses or cannot be reached, or the sum is wrong.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task PackAsync(
        string package,
        string version,
        string sha256,
        string targetFile,
        string rejectedFolder,
        Action<string> log,
        CancellationToken cancellation,
        string? npm = null)
    {
        var name = Path.GetFileName(targetFile);
        PinnedFile.RequireSum(sha256, name);
        if (await AlreadyThereAsync(targetFile, sha256, rejectedFolder, log, cancellation).ConfigureAwait(false))
            return;

        var spec = $"{package}@{version}";
        var executable = npm ?? ProgramPath.Find("npm") ?? throw new DownloadException(
            $"npm was not found, and {spec} is fetched with it. Install it (Debian: apt-get install npm), or {ByHand(spec, targetFile)}.");

        // Beside the target, so that the final rename stays within one file system and is atomic.
        var folder = Path.GetDirectoryName(Path.GetFullPath(targetFile))!;
        Directory.CreateDirectory(folder);
        var scratch = Path.Combine(folder, $".npm-{Guid.NewGuid():N}");
        Directory.CreateDirectory(scratch);
        try
        {
            log($"npm pack {spec}");
            var outcome = await NpmProcess.PackAsync(executable, spec, scratch, cancellation).ConfigureAwait(false);
            var tarballs = Directory.GetFiles(scratch, "*.tgz");
            if (outcome.ExitCode != 0 || tarballs.Length != 1)
                throw new DownloadException(NpmErrors.Explain(spec, outcome) + $" Or {ByHand(spec, targetFile)}.");
            await PinnedFile.VerifyAsync(tarballs[0], name, sha256, rejectedFolder, cancellation).ConfigureAwait(false);
            File.Move(tarballs[0], targetFile, overwrite: true);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task<bool> AlreadyThereAsync(
        string targetFile, string sha256, string rejectedFolder, Action<string> log, CancellationToken cancellation)
    {
        if (!File.Exists(targetFile))
            return false;
        try
        {
            await PinnedFile.VerifyAsync(targetFile, Path.GetFileName(targetFile), sha256, rejectedFolder, cancellation)
                .ConfigureAwait(false);
            return true;
        }
        catch (DownloadException wrongSum)
        {
            log($"{wrongSum.Message} Fetching it again.");
            return false;
        }
    }

    private static string ByHand(string spec, string targetFile) =>
        $"run `npm pack {spec}` on a machine that can, and put the file at {targetFile}";
}
