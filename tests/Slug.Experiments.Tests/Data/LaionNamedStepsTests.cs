using Slug.Data.WebDataset;
using Slug.Experiments.Data;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests.Data;

/// <summary>Forget sets from the captions of all metadata, and from the shards as in the reference.</summary>
public sealed class LaionNamedStepsTests
{
    [Fact]
    public async Task A_forget_set_takes_only_images_whose_caption_names_the_concept()
    {
        await using var world = await World.OfAsync("laion");
        var (forget, reports, pairs) = await ForgetAsync(world, "laion.forgetPairs=9");
        Assert.Equal(
            ["CreateTars/forget-rocket", "Download/laion-metadata", "Download/laion-rocket"], reports.Select(r => r.StepId).Order(StringComparer.Ordinal));
        Assert.Equal(9, pairs.Count);
        Assert.All(pairs, p => Assert.Contains("rocket", p.Caption));
        // The second concept's pictures, and no others.
        Assert.Equal(
            Enumerable.Range(0, WorldLaion.PairsOfConcept).Select(i => $"/laion/1-{i}.jpg").Order(StringComparer.Ordinal),
            world.Asked.Where(path => path.StartsWith("/laion/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        // How the network is used, what is judged and how many shards the retain set has are no matter of the forget set.
        var (_, again, _) = await ForgetAsync(world, "laion.forgetPairs=9", "laion.crawl.concurrency=3", "laion.minimumKept=0.9", "laion.shards=1");
        Assert.All(again, r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
        var (_, fewer, eight) = await ForgetAsync(world, "laion.forgetRows=8");
        Assert.Equal(8, eight.Count);
        Assert.Contains(fewer, r => r.StepId == "Download/laion-rocket" && r.Outcome == StepOutcome.Ran);
        Assert.Equal("Download/laion-rocket", Assert.IsType<StepOutput>(forget.Inputs.Values.Single()).StepId);
    }

    [Fact]
    public async Task The_references_way_takes_it_from_the_shards()
    {
        await using var world = await World.OfAsync("laion");
        var (_, reports, pairs) = await ForgetAsync(world, "laion.forget=shards");
        Assert.Equal(["CreateTars/forget-rocket", "Download/laion", "Download/laion-metadata"], reports.Select(r => r.StepId).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(world.Load("laion.forget=shards").Steps(), s => s.Id == "Download/laion-rocket");
        // The miniature world's shards hold all of its table, so that both ways find the same.
        var (_, _, named) = await ForgetAsync(world);
        Assert.Equal(WorldLaion.PairsOfConcept, pairs.Count);
        Assert.Equal(pairs.Select(p => (p.Key, p.Caption, Convert.ToHexString(p.Image!))), named.Select(p => (p.Key, p.Caption, Convert.ToHexString(p.Image!))));
    }

    [Fact]
    public async Task A_concept_that_nobody_names_is_an_error_that_says_what_to_do()
    {
        await using var world = await World.OfAsync("laion");
        var failure = await FailAsync(world, "unlearn.concepts=[tiger face, kraken]", "laion.match=words");
        Assert.Contains("No caption names 'kraken' among 104 rows of the metadata; at least 8 are needed.", failure.Message);
        Assert.Contains("Add more metadata files, match substrings", failure.Message);
    }

    [Fact]
    public async Task Too_few_images_are_an_error_whether_the_network_or_the_links_are_dead()
    {
        await using var world = await World.OfAsync("laion");
        var experiment = world.Load();
        await world.RunAsync([experiment.Step("Download/laion-metadata")], experiment);
        world.IsDown = true;
        Assert.Contains("Too few images came: 0 of 12 images (http 503 12)", (await FailAsync(world)).Message);
        Assert.Contains("Too few images came whose caption names 'rocket': 0 of 12", (await FailAsync(world, "laion.minimumKept=0")).Message);
    }

    [Fact]
    public async Task No_download_may_have_the_name_of_such_a_step()
    {
        await using var world = await World.OfAsync("laion");
        var failure = Assert.Throws<ConfigurationException>(() => world.Load("download.laion-rocket.url=https://example.org/x"));
        Assert.Contains("'download.laion-rocket' has the name of the step that fetches the images of 'rocket'", failure.Message);
        Assert.NotNull(world.Load("download.laion-rocket.url=https://example.org/x", "laion.forget=shards"));
    }

    private static async Task<StepFailedException> FailAsync(World world, params string[] more)
    {
        var experiment = world.Load(more);
        return await Assert.ThrowsAsync<StepFailedException>(() => world.RunAsync([experiment.Step($"Download/laion-{experiment.Concepts[1].FileName}")], experiment));
    }

    private static async Task<(Step Forget, IReadOnlyList<StepReport> Reports, IReadOnlyList<TarSample> Pairs)> ForgetAsync(
        World world, params string[] more)
    {
        var experiment = world.Load(more);
        var forget = experiment.Step($"CreateTars/forget-{experiment.Concepts[1].FileName}");
        var (reports, pathOf) = await world.RunAsync([forget], experiment);
        return (forget, reports, [.. TarShardReader.Read(pathOf(forget.Output(CreateTarsStage.Forget)))]);
    }
}
