using System.IO.Compression;
using Slug.Data.Downloads;
using Slug.Data.Tests.WebDataset;

namespace Slug.Data.Tests.Downloads;

public class NpmPackageTests
{
    [Fact]
    public void Reads_single_files_in_the_order_of_the_tarball()
    {
        using var folder = new TemporaryFolder();
        var tgz = Pack(
            folder,
            TarBytes.Entry("package/b.json", "2"u8.ToArray()),
            TarBytes.Entry("package/a.json", "1"u8.ToArray()),
            TarBytes.Entry("package/c.js", [3]));
        Assert.Equal(["package/b.json", "package/a.json"],
            NpmPackage.ReadEntries(tgz, path => path.EndsWith(".json", StringComparison.Ordinal)).Select(entry => entry.Path));
        Assert.Equal("1"u8.ToArray(), NpmPackage.ReadEntry(tgz, "package/a.json"));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        var tgz = Pack(folder, TarBytes.Entry("package/a", [1]));
        var error = Assert.Throws<FileNotFoundException>(() => NpmPackage.ReadEntry(tgz, "package/z"));
        Assert.Contains("package/z", error.Message);
    }

    [Theory]
    [InlineData("../escape", '0')]
    [InlineData("/absolute", '0')]
    [InlineData("package/link", '2')]
    public void Refuses_what_could_write_or_read_elsewhere(string name, char type)
    {
        using var folder = new TemporaryFolder();
        var tgz = Pack(folder, TarBytes.Entry(name, [], type, "/etc/passwd"));
        Assert.Throws<InvalidDataException>(() => NpmPackage.ReadEntries(tgz, _ => true).ToArray());
    }

    [Fact]
    public void Refuses_entries_beyond_the_limit()
    {
        using var folder = new TemporaryFolder();
        var tgz = Pack(folder, TarBytes.Entry("package/big", new byte[2000]));
        Assert.Throws<InvalidDataException>(() => NpmPackage.ReadEntries(tgz, _ => true, maxEntryBytes: 1999).ToArray());
        Assert.Single(NpmPackage.ReadEntries(tgz, _ => true, maxEntryBytes: 2000));
    }

    [Fact]
    public void A_tarball_that_is_cut_off_is_refused()
    {
        using var folder = new TemporaryFolder();
        var content = new byte[100_000];
        new Random(1).NextBytes(content);
        var tgz = Pack(folder, TarBytes.Entry("package/big", content));
        File.WriteAllBytes(tgz, File.ReadAllBytes(tgz)[..50_000]);
        Assert.Contains("cut off", Assert.Throws<InvalidDataException>(() => NpmPackage.ReadEntries(tgz, _ => true).ToArray()).Message);
    }

    private static string Pack(TemporaryFolder folder, params byte[][] entries)
    {
        var path = folder.File("package.tgz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(TarBytes.Archive(entries));
        return path;
    }
}
