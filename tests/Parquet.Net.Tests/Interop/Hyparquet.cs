using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Parquet.Tests.Interop;

/// <summary>
/// hyparquet, a parquet reader in JavaScript that shares no code with DuckDB or Parquet.Net: the outside authority on written files.
/// Its packages are fetched once with npm, checked against the pins below, and kept in the cache folder.
/// </summary>
internal static class Hyparquet
{
    private static readonly (string Name, string Version, string Sha256)[] Packages =
    [
        ("hyparquet", "1.31.5", "5fb6b118fcbc4575771204acd0aa5cab532f40be92339094b7cc756d79830ab5"),
        ("hyparquet-compressors", "1.1.2", "d0b146d31c35a8f51ee05358326fb833ff13347e64d7c61b8592e9de0a76c3cc"),
        ("fzstd", "0.1.1", "5ed2ee2d3439067be211d0093292c708a831045372342c897437e5a4997c45c5"),
        ("hysnappy", "1.1.1", "3935b671bab5e639e061d473f45ab19c756c65ff6b6fb884f4370eb6b8ae528f"),
    ];

    private static readonly Lazy<string> Folder = new(Install);

    /// <summary>The columns of a file by name, each value as text; <c>rowGroups</c> has the row groups' sizes.</summary>
    public static Dictionary<string, string?[]> Read(string path) =>
        JsonSerializer.Deserialize<Dictionary<string, string?[]>>(Run("node", Folder.Value, Path.Combine(Folder.Value, "read.mjs"), path))!;

    private static string Install()
    {
        var cache = Environment.GetEnvironmentVariable("SLUG_CACHE") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "slug");
        var final = Path.Combine(cache, "tests", $"hyparquet-{Packages[0].Version}");
        if (!Directory.Exists(final))
            InstallInto(final);
        // The script stands beside its packages, where node looks for them; it is refreshed because it changes with the tests.
        System.IO.File.Copy(Path.Combine(AppContext.BaseDirectory, "Interop", "read.mjs"), Path.Combine(final, "read.mjs"), overwrite: true);
        return final;
    }

    // All is made beside the final folder, which appears at once and whole.
    private static void InstallInto(string final)
    {
        var workshop = Directory.CreateDirectory($"{final}.{Guid.NewGuid():N}").FullName;
        try
        {
            var result = Directory.CreateDirectory(Path.Combine(workshop, "result")).FullName;
            foreach (var (name, version, sha256) in Packages)
                InstallPackage(workshop, $"{name}@{version}", Path.Combine(result, "node_modules", name), sha256);
            Directory.Move(result, final);
        }
        finally
        {
            Directory.Delete(workshop, recursive: true);
        }
    }

    private static void InstallPackage(string workshop, string package, string target, string sha256)
    {
        var tarball = Path.Combine(workshop, Run("npm", workshop, "pack", package, "--silent", "--fetch-retries=5").Trim());
        var found = Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(tarball)));
        Assert.True(sha256 == found, $"{package} has SHA-256 {found}, expected {sha256}.");
        var unpacked = Directory.CreateDirectory(Path.Combine(workshop, "unpacked")).FullName;
        using (var file = System.IO.File.OpenRead(tarball))
        using (var plain = new GZipStream(file, CompressionMode.Decompress))
            TarFile.ExtractToDirectory(plain, unpacked, overwriteFiles: true);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Directory.Move(Path.Combine(unpacked, "package"), target);
    }

    private static string Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output.Result;
    }
}
