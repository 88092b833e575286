using System.IO.Compression;
using Slug.Data.CelebA;
using Slug.Data.Tests.WebDataset;

namespace Slug.Data.Tests.CelebA;

public sealed class ImageArchiveTests : IDisposable
{
    private static readonly HashSet<string> Wanted = ["000001.jpg", "000002.jpg", "000009.jpg"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_are_found_by_name_in_a_zip_a_tar_and_a_folder()
    {
        var zip = Zip(("img/000001.jpg", [1]), ("img/000002.jpg", [2, 2]), ("img/000003.jpg", [3]), ("__MACOSX/img/._000001.jpg", [4]));
        var tar = _folder.File("images.tar");
        File.WriteAllBytes(tar, TarBytes.Archive(TarBytes.Entry("img/000003.jpg", [3]), TarBytes.Entry("img/000002.jpg", [2, 2]), TarBytes.Entry("img/000001.jpg", [1])));
        var folder = Directory.CreateDirectory(_folder.File("images")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "000001.jpg"), [1]);
        File.WriteAllBytes(Path.Combine(folder, "000002.jpg"), [2, 2]);
        foreach (var source in (string[])[zip, tar, folder])
        {
            var found = ImageArchive.Read(source, Wanted, default);
            Assert.Equal(["000001.jpg", "000002.jpg"], found.Keys.Order());
            Assert.Equal([1], found["000001.jpg"]);
            Assert.Equal([2, 2], found["000002.jpg"]);
        }
    }

    [Fact]
    public void A_file_of_a_folder_that_cannot_be_read_is_an_error_that_names_it()
    {
        File.WriteAllBytes(_folder.File("000001.jpg"), [1]);
        // Locked rather than forbidden, because nothing is forbidden to root.
        using var locked = new FileStream(_folder.File("000001.jpg"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var failure = Assert.Throws<InvalidDataException>(() => ImageArchive.Read(_folder.Path, Wanted, default));
        Assert.StartsWith($"{_folder.File("000001.jpg")} cannot be read: ", failure.Message);
    }

    [Fact]
    public void A_zip_cut_short_is_refused()
    {
        var zip = Zip(("000001.jpg", new byte[5000]));
        File.WriteAllBytes(zip, File.ReadAllBytes(zip)[..^30]);
        var failure = Assert.Throws<InvalidDataException>(() => ImageArchive.Read(zip, Wanted, default));
        Assert.StartsWith($"{zip} is no sound zip", failure.Message);
    }

    [Fact]
    public void A_tar_cut_short_is_refused()
    {
        var tar = _folder.File("images.tar");
        File.WriteAllBytes(tar, TarBytes.Archive(TarBytes.Entry("000001.jpg", new byte[5000]))[..3000]);
        Assert.Contains("neither a zip nor a whole tar", Assert.Throws<InvalidDataException>(() => ImageArchive.Read(tar, Wanted, default)).Message);
    }

    [Fact]
    public void A_name_in_two_folders_is_refused()
    {
        var zip = Zip(("aligned/000001.jpg", [1]), ("wild/000001.jpg", [2]));
        Assert.Contains("holds 000001.jpg twice", Assert.Throws<InvalidDataException>(() => ImageArchive.Read(zip, Wanted, default)).Message);
    }

    [Fact]
    public void A_file_that_unpacks_to_too_much_is_refused()
    {
        var zip = Zip(("000001.jpg", new byte[65 << 20]));
        Assert.True(new FileInfo(zip).Length < 1 << 20);
        Assert.Contains("unpacks to more than", Assert.Throws<InvalidDataException>(() => ImageArchive.Read(zip, Wanted, default)).Message);
    }

    [Fact]
    public void Links_and_paths_that_lead_elsewhere_are_refused()
    {
        var tar = _folder.File("images.tar");
        foreach (var entry in (byte[][])[TarBytes.Entry("000001.jpg", [], '2', "/etc/passwd"), TarBytes.Entry("../000001.jpg", [1])])
        {
            File.WriteAllBytes(tar, TarBytes.Archive(entry));
            Assert.Throws<InvalidDataException>(() => ImageArchive.Read(tar, Wanted, default));
        }
    }

    private string Zip(params (string Name, byte[] Content)[] files)
    {
        using var zip = new ZipArchive(File.Create(_folder.File("images.zip")), ZipArchiveMode.Create);
        foreach (var (name, content) in files)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }

        return _folder.File("images.zip");
    }
}
