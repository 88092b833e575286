using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Parquet.DuckDb;

/// <summary>A pinned npm package that carries libduckdb.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">The SHA-256 of its tarball, in lower-case hexadecimal.</param>
internal sealed record DuckDbPackage(string Name, string Version, string Sha256)
{
    private const string LibraryName = "libduckdb.so";

    private static readonly string[] Wanted = [LibraryName, "LICENSE"];

    /// <summary>Puts the library into <c>{folder}/{version}/</c> unless it is there, and returns its path.</summary>
    /// <param name="folder">The cache's folder for DuckDB.</param>
    /// <param name="pack">Fetches the tarball.</param>
    /// <exception cref="DllNotFoundException">It cannot be fetched, or is not the pinned one.</exception>
    /// <remarks>
    /// Everything happens in a folder beside the final one, which is renamed last: a kill at any instant leaves no half-written library,
    /// and of two processes that fetch at once the second finds the first one's work.
    /// </remarks>
    public string Install(string folder, PackPackage pack)
    {
        var final = Path.Combine(folder, Version);
        var library = Path.Combine(final, LibraryName);
        if (File.Exists(library))
            return library;

        Directory.CreateDirectory(folder);
        var workshop = Directory.CreateDirectory(Path.Combine(folder, $".{Version}-{Guid.NewGuid():N}")).FullName;
        try
        {
            pack($"{Name}@{Version}", workshop);
            var tarball = Directory.EnumerateFiles(workshop, "*.tgz").SingleOrDefault()
                ?? throw new DllNotFoundException($"npm reported success for {Name}@{Version} but wrote no tarball.");
            Verify(tarball, folder);
            var unpacked = Directory.CreateDirectory(Path.Combine(workshop, "unpacked")).FullName;
            Unpack(tarball, unpacked);
            MoveIntoPlace(unpacked, final, library);
            return library;
        }
        finally
        {
            Directory.Delete(workshop, recursive: true);
        }
    }

    private void Verify(string tarball, string folder)
    {
        using var stream = File.OpenRead(tarball);
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (found == Sha256)
            return;
        var aside = Path.Combine(folder, $"rejected-{found[..12]}.tgz");
        File.Move(tarball, aside, overwrite: true);
        throw new DllNotFoundException($"The tarball of {Name}@{Version} has SHA-256 {found}, expected {Sha256}. It was not used and is kept as {aside}. "
            + $"Check npm's registry, or set {DuckDbLibrary.PathVariable} to a libduckdb.so that you trust.");
    }

    private static void Unpack(string tarball, string folder)
    {
        using var file = File.OpenRead(tarball);
        using var plain = new GZipStream(file, CompressionMode.Decompress);
        using var entries = new TarReader(plain);
        while (entries.GetNextEntry() is { } entry)
        {
            // The pinned package keeps these files at its top; their names are taken from this list, never from the tarball.
            if (Array.Find(Wanted, name => entry.Name == $"package/{name}") is { } wanted)
                entry.ExtractToFile(Path.Combine(folder, wanted), overwrite: false);
        }
    }

    private static void MoveIntoPlace(string unpacked, string final, string library)
    {
        try
        {
            Directory.Move(unpacked, final);
        }
        catch (IOException) when (File.Exists(library))
        {
            // Another process was faster; its bytes are the same.
            return;
        }
    }
}
