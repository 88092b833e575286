using System.ComponentModel;
using System.Diagnostics;

namespace Parquet.DuckDb;

/// <summary>Puts the tarball of a package into a folder.</summary>
/// <param name="package">The package and its version, as npm names them.</param>
/// <param name="folder">The folder, which exists.</param>
/// <exception cref="DllNotFoundException">It cannot be fetched; the message says why.</exception>
internal delegate void PackPackage(string package, string folder);

/// <summary>Fetches packages with npm, so that its registry, proxy and certificate settings hold here too.</summary>
internal static class NpmPack
{
    /// <summary>Runs <c>npm pack</c>.</summary>
    public static void Run(string package, string folder)
    {
        var start = new ProcessStartInfo("npm") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "pack", package, "--pack-destination", folder, "--loglevel=error" })
            start.ArgumentList.Add(argument);
        using var npm = Start(start, package);
        // Both pipes are drained together: a full one would stop npm.
        var output = npm.StandardOutput.ReadToEndAsync();
        var errors = npm.StandardError.ReadToEndAsync();
        npm.WaitForExit();
        Task.WaitAll(output, errors);
        if (npm.ExitCode != 0)
        {
            throw new DllNotFoundException($"'npm pack {package}' failed with exit code {npm.ExitCode}: {(errors.Result + output.Result).Trim()}\n"
                + $"Parquet files are read with the libduckdb in that package. Check the network and npm's registry (npm config get registry), "
                + $"or set {DuckDbLibrary.PathVariable} to a libduckdb.so of this machine.");
        }
    }

    private static Process Start(ProcessStartInfo start, string package)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new DllNotFoundException($"npm cannot be started ({error.Message}), and parquet files are read with the libduckdb in the npm package "
                + $"{package}. Install npm (Debian: apt-get install npm), or set {DuckDbLibrary.PathVariable} to a libduckdb.so of this machine.", error);
        }
    }
}
