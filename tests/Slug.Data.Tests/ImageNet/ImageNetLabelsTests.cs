using Slug.Data.ImageNet;

namespace Slug.Data.Tests.ImageNet;

public sealed class ImageNetLabelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("matlab/synsets.mat")]
    [InlineData("matlab/synsets-plain.mat")]
    public void The_devkit_tells_the_synset_of_each_image(string meta)
    {
        var labels = ImageNetLabels.Load(ImageNetFiles.Devkit(_folder, ["3", "1", "5", "3"], meta));
        Assert.Equal(4, labels.Count);
        Assert.Equal("n02110185", labels.SynsetOf("ILSVRC2012_val_00000001.JPEG"));
        Assert.Equal("n02119789", labels.SynsetOf("ILSVRC2012_val_00000002.JPEG"));
        Assert.Equal("n15075141", labels.SynsetOf("ILSVRC2012_val_00000003.JPEG"));
        Assert.Null(labels.SynsetOf("ILSVRC2012_val_00000005.JPEG"));
        // In the order of the classes' indices, which is not that of the devkit's numbers.
        Assert.Equal(["n02110185", "n02119789", "n15075141"], labels.Synsets);
    }

    [Theory]
    [InlineData("mkdir -p n01751748\nmkdir -p n09193705\nmv ILSVRC2012_val_00000001.JPEG n01751748/\nmv ILSVRC2012_val_00000002.JPEG n09193705/\n")]
    [InlineData("ILSVRC2012_val_00000001.JPEG n01751748\nILSVRC2012_val_00000002.JPEG n09193705\n")]
    [InlineData("ImageId,PredictionString\nILSVRC2012_val_00000001,n01751748 85 93 384 289 \nILSVRC2012_val_00000002,n09193705 1 2 3 4 n09193705 5 6 7 8 \n")]
    [InlineData("ILSVRC2012_val_00000001.JPEG,n01751748\r\nILSVRC2012_val_00000002.JPEG,n09193705\r\n")]
    public void A_list_will_do_as_well(string text)
    {
        File.WriteAllText(_folder.File("valprep.sh"), text);
        var labels = ImageNetLabels.Load(_folder.File("valprep.sh"));
        Assert.Equal(2, labels.Count);
        Assert.Equal("n01751748", labels.SynsetOf("ILSVRC2012_val_00000001.JPEG"));
        Assert.Equal("n09193705", labels.SynsetOf("ILSVRC2012_val_00000002.JPEG"));
    }

    [Theory]
    [InlineData("ILSVRC2012_val_00000001,n01751748 1 2 3 4 n09193705 5 6 7 8\n", "line 1: the image ILSVRC2012_val_00000001.JPEG is in two synsets")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "git lfs pull")]
    [InlineData("nothing of use\n", "names no images")]
    [InlineData("ILSVRC2012_val_00000001.JPEG 17\n", "line 1")]
    [InlineData("ILSVRC2012_val_00000001.JPEG n01751748\nILSVRC2012_val_00000001.JPEG n09193705\n", "two synsets")]
    public void Lists_that_make_no_sense_are_refused(string text, string reason)
    {
        File.WriteAllText(_folder.File("list.txt"), text);
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => ImageNetLabels.Load(_folder.File("list.txt"))).Message);
    }

    [Fact]
    public void Kaggles_labels_of_the_validation_set_are_read()
    {
        var labels = ImageNetLabels.Load(CaseFiles.Path("labels/loc_val_solution.csv"));
        Assert.Equal((1000, 1000), (labels.Count, labels.Synsets.Count));
        Assert.Equal("n01443403", labels.SynsetOf("ILSVRC2012_val_00000002.JPEG"));
    }

    [Fact]
    public void A_list_that_windows_saved_is_read()
    {
        File.WriteAllText(_folder.File("list.txt"), "ILSVRC2012_val_00000001.JPEG n01751748\r\n", System.Text.Encoding.Unicode);
        Assert.Equal("n01751748", ImageNetLabels.Load(_folder.File("list.txt")).SynsetOf("ILSVRC2012_val_00000001.JPEG"));
    }

    [Fact]
    public void A_class_that_the_devkit_does_not_have_is_named()
    {
        var error = Assert.Throws<InvalidDataException>(() => ImageNetLabels.Load(ImageNetFiles.Devkit(_folder, ["3", "6"])));
        Assert.Contains("line 2", error.Message);
        Assert.Contains("'6'", error.Message);
    }

    [Fact]
    public void Other_archives_and_torn_ones_are_refused()
    {
        var devkit = ImageNetFiles.Devkit(_folder, ["1"]);
        File.WriteAllBytes(_folder.File("cut.tar.gz"), File.ReadAllBytes(devkit)[..200]);
        Assert.Contains("cut off", Assert.Throws<InvalidDataException>(() => ImageNetLabels.Load(_folder.File("cut.tar.gz"))).Message);
        ImageNetFiles.Tar(_folder, "-czf", "other.tar.gz", "devkit.tar.gz");
        Assert.Contains("holds no data/meta.mat", Assert.Throws<InvalidDataException>(() => ImageNetLabels.Load(_folder.File("other.tar.gz"))).Message);
    }

    [Fact]
    public void A_devkit_with_other_records_is_refused()
    {
        var error = Assert.Throws<InvalidDataException>(() => ImageNetLabels.Load(ImageNetFiles.Devkit(_folder, ["1"], "matlab/kinds.mat")));
        Assert.Contains("no records 'synsets'", error.Message);
    }
}
