using System.Runtime.InteropServices;

namespace Parquet.DuckDb;

/// <summary>
/// Finds libduckdb: the file that <c>SLUG_DUCKDB</c> names, else the one in the cache folder, else it is fetched there once.
/// </summary>
internal static class DuckDbLibrary
{
    /// <summary>Names a libduckdb to use instead of the pinned one.</summary>
    public const string PathVariable = "SLUG_DUCKDB";

    /// <summary>Names the cache folder; the default is <c>~/.cache/slug</c>.</summary>
    public const string CacheVariable = "SLUG_CACHE";

    /// <summary>The pinned package: MIT licensed, it carries DuckDB 1.5.6 with the parquet extension built in.</summary>
    private static readonly DuckDbPackage Pinned = new(
        "@duckdb/node-bindings-linux-x64",
        "1.5.6-r.1",
        "1b9f82478539bb9a1d1df44bd103121a12ae52142c07158dc52b97d2ec1d69ff");

    private static readonly Lock Gate = new();
    private static bool _isLoaded;

    /// <summary>Loads the library, fetching it first where it is not there yet.</summary>
    /// <exception cref="DllNotFoundException">It cannot be found, fetched or loaded; the message says what to do.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (_isLoaded)
                return;
            var path = Locate(Environment.GetEnvironmentVariable, NpmPack.Run);
            if (!NativeLibrary.TryLoad(path, out var handle))
                throw new DllNotFoundException($"{path} is not a library that this machine can load. Delete it, or set {PathVariable} to another libduckdb.");
            NativeMethods.UseLibrary(handle);
            _isLoaded = true;
        }
    }

    /// <summary>Where the library is, after fetching it if need be.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="pack">Fetches a package's tarball.</param>
    /// <exception cref="DllNotFoundException">It cannot be found or fetched.</exception>
    internal static string Locate(Func<string, string?> variable, PackPackage pack)
    {
        if (variable(PathVariable) is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw new DllNotFoundException($"{PathVariable} names {named}, which does not exist. Correct it, or unset it to have the library fetched.");
        }
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new DllNotFoundException("Parquet files are read with libduckdb, which is fetched by itself on 64-bit x86 Linux only. "
                + $"Set {PathVariable} to a libduckdb for {RuntimeInformation.RuntimeIdentifier} (https://duckdb.org/install).");
        }

        var cache = variable(CacheVariable) is { Length: > 0 } folder
            ? folder
            : Path.Combine(variable("HOME") is { Length: > 0 } home ? home : Path.GetTempPath(), ".cache", "slug");
        return Pinned.Install(Path.Combine(cache, "duckdb"), pack);
    }
}
