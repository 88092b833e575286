using System.ComponentModel;
using Slug.Basics;

namespace Slug.Data.Downloads;

/// <summary>Runs npm as a child that does not outlive us.</summary>
internal static class NpmProcess
{
    /// <summary>Packs <paramref name="spec"/> into <paramref name="scratch"/>, which is also the working directory.</summary>
    /// <exception cref="DownloadException">npm cannot be started.</exception>
    public static async Task<ChildAnswer> PackAsync(string npm, string spec, string scratch, CancellationToken cancellation)
    {
        // Short retries: with no network npm's own settings keep the user waiting for over a minute.
        string[] arguments =
            ["pack", spec, "--pack-destination", scratch, "--ignore-scripts", "--loglevel=error", "--no-update-notifier",
            "--fetch-retries=4", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=4000"];
        try
        {
            return await ChildProcess.RunAsync(new ChildStart(npm, arguments) { WorkingDirectory = scratch }, cancellation).ConfigureAwait(false);
        }
        catch (Win32Exception failure)
        {
            throw new DownloadException($"{npm} could not be started: {failure.Message}. Reinstall npm.", failure);
        }
    }
}
