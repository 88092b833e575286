using System.ComponentModel;
using System.Diagnostics;

namespace Slug.Data.Downloads;

/// <summary>What npm said and how it ended.</summary>
internal sealed record NpmOutcome(int ExitCode, string Errors);

/// <summary>Runs npm as a child that does not outlive us.</summary>
internal static class NpmProcess
{
    /// <summary>Packs <paramref name="spec"/> into <paramref name="scratch"/>, which is also the working directory.</summary>
    public static async Task<NpmOutcome> PackAsync(string npm, string spec, string scratch, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(npm)
        {
            WorkingDirectory = scratch,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Short retries: with no network npm's own settings keep the user waiting for over a minute.
        foreach (var argument in (string[])
            ["pack", spec, "--pack-destination", scratch, "--ignore-scripts", "--loglevel=error", "--no-update-notifier",
            "--fetch-retries=4", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=4000"])
            start.ArgumentList.Add(argument);

        using var process = Start(start);
        process.StandardInput.Close();
        try
        {
            // Both pipes are drained at once: a full pipe that nobody reads would stop npm for good.
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            return new NpmOutcome(process.ExitCode, await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new DownloadException($"{start.FileName} could not be started: {failure.Message}. Reinstall npm.", failure);
        }
    }
}
