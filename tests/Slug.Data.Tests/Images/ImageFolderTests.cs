using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_images_in_order_with_their_folder_as_caption()
    {
        Put("b/2.JPEG", [2]);
        Put("b/10.png", [3]);
        Put("a/1.webp", [1]);
        Put("top.jpg", [4]);
        Put("a/notes.txt", [9]);
        Put("a/deeper/x.jpg", [9]);
        Put(".hidden.jpg", [9]);
        File.CreateSymbolicLink(_folder.File("b/link.jpg"), _folder.File("top.jpg"));
        var samples = ImageFolder.Read(_folder.Path).ToArray();
        Assert.Equal(["a/1", "b/10", "b/2", "top"], samples.Select(sample => sample.Key));
        Assert.Equal(["a", "b", "b", ""], samples.Select(sample => sample.Caption));
        Assert.Equal([1, 3, 2, 4], samples.Select(sample => sample.Image![0]));
    }

    [Fact]
    public void One_unreadable_file_is_told_and_passed_over_or_an_error()
    {
        Put("a/1.jpg", [1]);
        Put("a/2.jpg", [2]);
        // Locked rather than forbidden, because nothing is forbidden to root.
        using var locked = new FileStream(_folder.File("a/1.jpg"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var told = new List<string>();
        Assert.Equal("a/2", Assert.Single(ImageFolder.Read(_folder.Path, told.Add)).Key);
        Assert.Contains("a/1.jpg", Assert.Single(told));
        Assert.Contains("a/1.jpg", Assert.Throws<InvalidDataException>(() => ImageFolder.Read(_folder.Path).ToList()).Message);
    }

    [Fact]
    public void One_image_that_cannot_be_decoded_is_counted_by_the_batches()
    {
        Put("a/1.png", TestImages.Png(8, 8));
        Put("a/2.png", [1, 2, 3]);
        Put("a/3.png", TestImages.Png(8, 8));
        var told = new List<string>();
        var batches = ImageBatches.Read(
            ImageFolder.Read(_folder.Path), new ClipTransform(8), new ImageBatchOptions { BatchSize = 4, OnUnreadable = told.Add }).ToArray();
        Assert.Equal(["a/1", "a/3"], Assert.Single(batches).Keys);
        Assert.Contains("a/2", Assert.Single(told));
    }

    [Fact]
    public void Folders_that_are_missing_or_empty_are_refused()
    {
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Read(_folder.File("none")));
        Assert.Contains("holds no images", Assert.Throws<InvalidDataException>(() => ImageFolder.Read(_folder.Path)).Message);
    }

    private void Put(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllBytes(_folder.File(path), bytes);
    }
}
