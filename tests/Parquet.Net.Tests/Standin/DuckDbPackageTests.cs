using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Parquet.DuckDb;

namespace Parquet.Tests.Standin;

public sealed class DuckDbPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-test-").FullName;
    private readonly byte[] _tarball = Tarball("package/libduckdb.so", "package/LICENSE", "package/other", "../escaped");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Library_and_licence_are_unpacked_and_nothing_else()
    {
        var library = Package(_tarball).Install(_folder, Pack(_tarball));

        Assert.Equal(Path.Combine(_folder, "1.0", "libduckdb.so"), library);
        Assert.Equal("package/libduckdb.so", System.IO.File.ReadAllText(library));
        Assert.Equal([Path.Combine(_folder, "1.0")], Directory.EnumerateFileSystemEntries(_folder));
        Assert.Equal(["LICENSE", "libduckdb.so"], Directory.EnumerateFiles(Path.Combine(_folder, "1.0")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Library_that_is_there_is_not_fetched_again()
    {
        Package(_tarball).Install(_folder, Pack(_tarball));
        Package(_tarball).Install(_folder, (_, _) => Assert.Fail("fetched again"));
    }

    [Fact]
    public void Wrong_checksum_is_refused_and_the_file_kept_aside()
    {
        var error = Assert.Throws<DllNotFoundException>(() => Package(_tarball).Install(_folder, Pack([1, 2, 3])));

        Assert.Contains("expected", error.Message);
        var kept = Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
        Assert.Contains(kept, error.Message);
        Assert.Equal(new byte[] { 1, 2, 3 }, System.IO.File.ReadAllBytes(kept));
    }

    [Fact]
    public void Failed_fetch_leaves_nothing()
    {
        Assert.Throws<DllNotFoundException>(() => Package(_tarball).Install(_folder, (_, _) => throw new DllNotFoundException("no network")));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Fetch_that_another_process_overtakes_uses_its_library()
    {
        var library = Package(_tarball).Install(_folder, (name, folder) =>
        {
            Package(_tarball).Install(_folder, Pack(_tarball));
            Pack(_tarball)(name, folder);
        });

        Assert.True(System.IO.File.Exists(library));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    private static DuckDbPackage Package(byte[] tarball) => new("some-package", "1.0", Convert.ToHexStringLower(SHA256.HashData(tarball)));

    private static PackPackage Pack(byte[] tarball) => (package, folder) =>
    {
        Assert.Equal("some-package@1.0", package);
        System.IO.File.WriteAllBytes(Path.Combine(folder, "some-package-1.0.tgz"), tarball);
    };

    private static byte[] Tarball(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var name in names)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(name)) });
        }
        return bytes.ToArray();
    }
}
