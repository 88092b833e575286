using Slug.Data;
using Slug.Data.Laion;
using Slug.Data.WebDataset;
using Slug.Experiments.Data;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Clip;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.Data;

/// <summary>From public addresses to the tars that are measured on, in a miniature world.</summary>
public sealed class DataStagesTests
{
    [Fact]
    public async Task Public_files_become_shards_and_test_sets()
    {
        await using var world = await World.OfAsync("laion", "imagenet", "celeba");
        var experiment = world.Load();
        var (laion, imagenet, celeba) = (experiment.Step("Download/laion"), experiment.Step("CreateTars/imagenet"), experiment.Step("CreateTars/celeba"));
        var (reports, pathOf) = await world.RunAsync([laion, imagenet, celeba], experiment);
        Assert.All(reports, r => Assert.Equal(StepOutcome.Ran, r.Outcome));

        CheckShards(pathOf(laion.Output(LaionShardsStep.Shards)), world);
        CheckImageNet(pathOf(imagenet.Output(ImageNetTars.Images)), pathOf(imagenet.Output(ImageNetTars.Classes)));
        CheckPeople(pathOf(celeba.Output(CelebATars.People)), pathOf(celeba.Output(CelebATars.Classes)), world);
        Assert.Empty(Directory.GetDirectories(Path.Combine(world.Folder, "data", "downloads"), "laion-????????????"));

        var (again, _) = await world.RunAsync([laion, imagenet, celeba], world.Load("laion.crawl.concurrency=3", "laion.minimumKept=0.9", "laion.match=words"));
        Assert.All(again, r => Assert.Equal(StepOutcome.Fresh, r.Outcome));

        var other = world.Load("seed=2", "imagenet.share=0.1");
        var (changed, newPathOf) = await world.RunAsync([other.Step("CreateTars/imagenet"), other.Step("CreateTars/celeba")], other);
        Assert.Equal(["CreateTars/imagenet"], changed.Where(r => r.Outcome == StepOutcome.Ran).Select(r => r.StepId));
        Assert.Equal(100, TarShardReader.Read(newPathOf(imagenet.Output(ImageNetTars.Images))).Count());
    }

    [Fact]
    public void The_checkpoint_is_one_of_open_clip()
    {
        var folder = Directory.CreateTempSubdirectory("slug-checkpoint-").FullName;
        try
        {
            var card = Path.Combine(folder, "card.json");
            File.WriteAllText(card, WorldModel.Card);
            var path = Path.Combine(folder, "checkpoint.pt");
            File.WriteAllBytes(path, WorldModel.Checkpoint(card));
            Assert.Equal(ClipLayout.OpenClip, ClipLayouts.Of(path));
            var config = ClipConfig.Load(card);
            using var expected = ClipModel.Create(config, 7);
            using var loaded = ClipModel.Load(config, path);
            foreach (var ((name, a), (_, b)) in expected.named_parameters().Zip(loaded.named_parameters()))
                Assert.True(a.allclose(b, 0, 0), name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void CheckShards(string folder, World world)
    {
        string[] names = [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, 3).SelectMany(i => (string[])[$"{i:D5}.parquet", $"{i:D5}.tar", $"{i:D5}_stats.json"]), names);
        var total = ImageShardStatistics.Sum(
            [.. Enumerable.Range(0, 3).Select(i => ImageShardStatistics.TryRead(Path.Combine(folder, $"{i:D5}_stats.json"))!)], "");
        Assert.Equal(total.Successes + WorldLaion.Causes.Length, total.Count);
        Assert.All(WorldLaion.Causes, cause => Assert.Equal(1, total.StatusDict[cause]));
        var samples = TarShardReader.Read(Directory.GetFiles(folder, "*.tar").Order(StringComparer.Ordinal)).ToList();
        Assert.Equal(total.Successes, samples.Count);
        Assert.All(world.Concepts, c => Assert.Equal(WorldLaion.PairsOfConcept, samples.Count(s => s.Caption!.Contains(c, StringComparison.Ordinal))));
    }

    private static void CheckImageNet(string tar, string classList)
    {
        var classes = ClassList.Load(classList);
        Assert.Equal(1000, classes.Names.Count);
        Assert.Null(classes.Retained);
        var samples = TarShardReader.Read(tar).ToList();
        Assert.Equal(50, samples.Count);
        Assert.Equal(samples.Select(s => s.Key).Order(StringComparer.Ordinal), samples.Select(s => s.Key));
        Assert.All(samples, s =>
        {
            var parts = s.Key.Split('/');
            var image = int.Parse(parts[1].Split('_')[^1]);
            Assert.Equal(WorldImageNet.ClassOf(image), s.Class);
            Assert.Equal(WorldImageNet.Synsets[s.Class!.Value], parts[0]);
            Assert.Equal(classes.Names[s.Class.Value], s.Caption);
        });
    }

    private static void CheckPeople(string tar, string classList, World world)
    {
        var classes = ClassList.Load(classList);
        var frequent = NameList.Load(Path.Combine(world.Folder, "data/celeba/frequent-names.txt"));
        Assert.Equal(world.Concepts.Count + frequent.Count + 7, classes.Names.Count);
        Assert.Equal(frequent.Order(StringComparer.Ordinal), classes.Retained!.Select(i => classes.Names[i]).Order(StringComparer.Ordinal));
        Assert.Empty(classes.Subcategories);
        var samples = TarShardReader.Read(tar).ToList();
        Assert.Equal((world.Concepts.Count * WorldCelebA.ImagesOfConcept) + (frequent.Count * WorldCelebA.ImagesOfOther), samples.Count);
        Assert.All(samples, s => Assert.Equal(classes.Names[s.Class!.Value], s.Caption));
        Assert.DoesNotContain(samples, s => s.Caption!.StartsWith("Somebody", StringComparison.Ordinal));
    }
}
