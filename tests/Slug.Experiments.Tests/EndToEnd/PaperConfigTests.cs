using Slug.Data.WebDataset;
using Slug.Experiments.Stages;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.EndToEnd;

/// <summary>The paper's config as it is tracked, run in a miniature world.</summary>
public sealed class PaperConfigTests
{
    private static readonly string[] Stages = [DownloadStage.Name, PrepareImageNetStage.Name, CreateTarsStage.Name, PretrainStage.Name];

    [Fact]
    public async Task From_public_addresses_to_sets_and_model()
    {
        await using var world = await World.CreateAsync(Path.Combine(Repository.Root, "configs/paper/clip-vit-b-32.yaml"));
        var reports = await world.RunStagesAsync(Stages);
        Assert.All(reports, r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        foreach (var step in (string[])["Download/laion", "Download/checkpoint", "PrepareImageNet", "CreateTars/retain", "CreateTars/forget-elon-musk", "CreateTars/celeba", "CreateTars/imagenet", "Pretrain"])
            Assert.Contains(step, reports.Select(r => r.StepId));

        var experiment = world.Load();
        var forget = CreateTarsStage.ForgetStep(experiment, experiment.Concepts[0]);
        var (again, pathOf) = await world.RunAsync([forget], experiment);
        Assert.All(again, r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
        var pairs = TarShardReader.Read(pathOf(forget.Output(CreateTarsStage.Forget))).ToList();
        Assert.Equal(WorldLaion.PairsOfConcept, pairs.Count);
        Assert.All(pairs, p => Assert.Contains("Elon Musk", p.Caption));
    }

    [Fact]
    public async Task A_world_overrides_addresses_sizes_card_and_shards_alone()
    {
        await using var world = await World.CreateAsync(Path.Combine(Repository.Root, "configs/paper/multi-concept.yaml"));
        string[] allowed = ["url", "file", "mirrors", "size", "sha256", "card", "samplesPerShard", "shards", "imageSize", "allowPrivateHosts", "retries"];
        Assert.All(world.Overrides, o => Assert.Contains(o.Split('=')[0].Split('.')[^1], allowed));
        Assert.NotEmpty(world.Load().Concepts);
    }
}
