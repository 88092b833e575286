using Slug.Data.ImageNet;
using Slug.Data.Tests.WebDataset;

namespace Slug.Data.Tests.ImageNet;

public sealed class ImageNetValidationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageNetLabels _labels;
    private readonly List<string> _log = [];

    public ImageNetValidationTests() => _labels = ImageNetLabels.FromDevkit(ImageNetFiles.Devkit(_folder, ["3", "1", "5", "3"]));

    private string Target => _folder.File("val");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sorts_the_images_into_a_folder_per_synset()
    {
        Assert.Equal(4, Prepare(ImageNetFiles.Images(_folder, [1, 2, 3, 4])));
        Assert.Equal(
            ["n02110185/ILSVRC2012_val_00000001.JPEG", "n02110185/ILSVRC2012_val_00000004.JPEG", "n02119789/ILSVRC2012_val_00000002.JPEG", "n15075141/ILSVRC2012_val_00000003.JPEG"],
            Directory.GetFiles(Target, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Target, path)).Order());
        Assert.Equal(Enumerable.Repeat((byte)4, 700), File.ReadAllBytes(Path.Combine(Target, "n02110185", ImageNetFiles.Image(4))));
        Assert.Empty(_log);
    }

    [Fact]
    public void Replaces_what_an_earlier_run_made_and_passes_over_other_files()
    {
        Directory.CreateDirectory(Path.Combine(Target, "n0"));
        Prepare(ImageNetFiles.Images(_folder, [1, 2, 3, 4, 9]));
        Assert.Equal(3, Directory.GetDirectories(Target).Length);
        Assert.StartsWith("1 files", Assert.Single(_log));
    }

    [Fact]
    public void Missing_images_are_counted_and_nothing_is_left()
    {
        var error = Assert.Throws<InvalidDataException>(() => Prepare(ImageNetFiles.Images(_folder, [1, 3])));
        Assert.Contains("lacks 2 of 4 images, ILSVRC2012_val_00000002.JPEG first", error.Message);
        AssertNothingWritten();
    }

    [Fact]
    public void A_torn_archive_is_refused()
    {
        var tar = ImageNetFiles.Images(_folder, [1, 2, 3, 4]);
        File.WriteAllBytes(tar, File.ReadAllBytes(tar)[..3000]);
        Assert.Matches(@"lacks [1-3] of 4 images.*at byte \d+", Assert.Throws<InvalidDataException>(() => Prepare(tar)).Message);
        AssertNothingWritten();
    }

    [Theory]
    [InlineData("../ILSVRC2012_val_00000001.JPEG", '0', "leads out")]
    [InlineData("/tmp/ILSVRC2012_val_00000001.JPEG", '0', "absolute")]
    [InlineData("ILSVRC2012_val_00000001.JPEG", '2', "link")]
    public void Archives_that_lead_elsewhere_are_refused(string name, char type, string reason)
    {
        File.WriteAllBytes(_folder.File("evil.tar"), TarBytes.Archive(TarBytes.Entry(name, [], type, "/etc/passwd")));
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Prepare(_folder.File("evil.tar"))).Message);
        AssertNothingWritten();
    }

    [Fact]
    public void Stopping_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var tar = ImageNetFiles.Images(_folder, [1, 2, 3, 4]);
        Assert.Throws<OperationCanceledException>(() => ImageNetValidation.Prepare(tar, _labels, Target, cancellation: stop.Token));
        AssertNothingWritten();
    }

    private int Prepare(string tar) => ImageNetValidation.Prepare(tar, _labels, Target, _log.Add);

    private void AssertNothingWritten() => Assert.DoesNotContain(Directory.GetFileSystemEntries(_folder.Path), path => Path.GetFileName(path).StartsWith("val", StringComparison.Ordinal)
        && !path.EndsWith(".tar", StringComparison.Ordinal));
}
