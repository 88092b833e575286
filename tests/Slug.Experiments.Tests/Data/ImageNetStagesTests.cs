using System.Formats.Tar;
using Slug.Data.WebDataset;
using Slug.Experiments.Data;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Pipeline.Execution;

namespace Slug.Experiments.Tests.Data;

public sealed class ImageNetStagesTests
{
    private static readonly string[] Synsets = ["n00000010", "n00000020"];

    [Fact]
    public async Task An_unreadable_image_is_left_out_with_a_warning()
    {
        await using var world = await SmallAsync(Tar(
            ("ILSVRC2012_val_00000001.JPEG", WorldPictures.Jpeg(30, 20, 1, 1)), ("ILSVRC2012_val_00000002.JPEG", "torn"u8.ToArray()),
            ("ILSVRC2012_val_00000003.JPEG", WorldPictures.Jpeg(30, 20, 2, 1))));
        var experiment = world.Load();
        var step = experiment.Step("CreateTars/imagenet");
        var (_, pathOf) = await world.RunAsync([step], experiment);
        var samples = TarShardReader.Read(pathOf(step.Output(ImageNetTars.Images))).ToList();
        Assert.Equal(["n00000010/ILSVRC2012_val_00000003", "n00000020/ILSVRC2012_val_00000001"], samples.Select(s => s.Key));
        Assert.Equal([("fox", 0), ("setter", 1)], samples.Select(s => (s.Caption!, s.Class!.Value)));
        var log = world.LogOf(experiment, step);
        Assert.Contains("n00000020/ILSVRC2012_val_00000002 is left out: ", log);
        Assert.Contains("2 images of 2 classes; 1 left out as unreadable", log);
    }

    [Theory]
    [InlineData("../ILSVRC2012_val_00000001.JPEG", "leads out of the archive")]
    [InlineData("/tmp/ILSVRC2012_val_00000001.JPEG", "is absolute")]
    [InlineData("ILSVRC2012_val_00000001.JPEG -> /etc/passwd", "is a link to '/etc/passwd', which leads out of the archive; refused")]
    public async Task An_archive_that_would_write_elsewhere_is_refused(string name, string reason)
    {
        await using var world = await SmallAsync(Tar((name, [1])));
        Assert.Contains(reason, (await FailAsync(world)).Message);
    }

    [Fact]
    public async Task An_archive_that_lacks_images_is_refused()
    {
        await using var world = await SmallAsync(Tar(("ILSVRC2012_val_00000001.JPEG", [1]), ("ILSVRC2012_val_00000003.JPEG", [1])));
        Assert.Contains("lacks 1 of 3 images, ILSVRC2012_val_00000002.JPEG first", (await FailAsync(world)).Message);
    }

    [Fact]
    public async Task Class_names_that_do_not_fit_the_synsets_are_refused()
    {
        await using var world = await SmallAsync(Tar([.. Enumerable.Range(1, 3).Select(i => ($"ILSVRC2012_val_{i:D8}.JPEG", WorldPictures.Jpeg(9, 9, i, i)))]));
        world.Set("imagenet.classes", "data/imagenet/classes.txt");
        Assert.Contains("has 2 synsets, but there are 1000 class names", (await FailAsync(world)).Message);
    }

    private static async Task<StepFailedException> FailAsync(World world)
    {
        var experiment = world.Load();
        return await Assert.ThrowsAsync<StepFailedException>(() => world.RunAsync([experiment.Step("CreateTars/imagenet")], experiment));
    }

    /// <summary>Two classes and three images, with a list such as valprep.sh for labels.</summary>
    private static async Task<World> SmallAsync(byte[] images)
    {
        var world = await World.OfAsync("imagenet");
        world.Replace("imagenet-val", "val.tar", images);
        world.Replace("imagenet-devkit", "valprep.sh", System.Text.Encoding.ASCII.GetBytes(
            $"mv ILSVRC2012_val_00000001.JPEG {Synsets[1]}/\nmv ILSVRC2012_val_00000002.JPEG {Synsets[1]}/\nmv ILSVRC2012_val_00000003.JPEG {Synsets[0]}/\n"));
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "classes.txt"), "fox\nsetter\n");
        world.Set("imagenet.classes", "classes.txt");
        world.Set("imagenet.share", "1");
        return world;
    }

    private static byte[] Tar(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                if (name.Split(" -> ") is [var link, var target])
                {
                    tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, link) { LinkName = target });
                    continue;
                }

                using var data = new MemoryStream(content);
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
            }
        }

        return stream.ToArray();
    }
}
