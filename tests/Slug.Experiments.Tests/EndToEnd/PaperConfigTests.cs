using System.Text.Json;
using Slug.Data.WebDataset;
using Slug.Evaluation.Membership;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Checkpoints;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Stages;
using TorchSharp;

namespace Slug.Experiments.Tests.EndToEnd;

/// <summary>The paper's config as it is tracked, run in a miniature world.</summary>
public sealed class PaperConfigTests
{
    private static readonly string[] Stages = [StageNames.Download, StageNames.PrepareImageNet, StageNames.CreateTars, StageNames.Pretrain];

    [Fact]
    public async Task From_public_addresses_to_sets_and_model()
    {
        await using var world = await World.CreateAsync(Path.Combine(Repository.Root, "configs/paper/clip-vit-b-32.yaml"));
        var reports = await world.RunStagesAsync(Stages);
        Assert.All(reports, r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        foreach (var step in (string[])["Download/laion", "Download/checkpoint", "PrepareImageNet", "CreateTars/retain", "CreateTars/forget-elon-musk", "CreateTars/celeba", "CreateTars/imagenet", "CreateTars/unseen", "Pretrain"])
            Assert.Contains(step, reports.Select(r => r.StepId));

        var experiment = world.Load();
        var forget = experiment.Step($"CreateTars/forget-{experiment.Concepts[0].FileName}");
        var (again, pathOf) = await world.RunAsync([forget], experiment);
        Assert.All(again, r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
        var pairs = TarShardReader.Read(pathOf(forget.Output(CreateTarsStage.Forget))).ToList();
        Assert.Equal(WorldLaion.PairsOfConcept, pairs.Count);
        Assert.All(pairs, p => Assert.Contains("Elon Musk", p.Caption));
    }

    [Fact]
    public async Task From_public_addresses_to_the_table()
    {
        // Two of the five people and two templates: each further person is the same ten models again, trained and measured. These two have rare names: of
        // others, the tokens are all among those that SalUn keeps, and its models are GA+FT's to the bit.
        await using var world = await World.CreateAsync(Path.Combine(Repository.Root, "configs/paper/clip-vit-b-32.yaml"), "unlearn.concepts=[Jeff Bezos, Mark Zuckerberg]");
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "data/imagenet/templates-simple.txt"), "itap of a {name}.\na bad photo of the {name}.\n");
        var reports = await world.RunStagesAsync([.. Stages, StageNames.ComputeGrads, StageNames.Unlearn, StageNames.Evaluate, StageNames.Plot]);
        Assert.All(reports, r => Assert.Equal(StepOutcome.Ran, r.Outcome));

        var results = Path.Combine(world.Folder, "results", "paper-clip-vit-b-32");
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "table.json")));
        var means = table.RootElement.EnumerateArray().Where(r => r.GetProperty("concept").GetString() == "mean").ToList();
        Assert.Equal(
            ["original", "slug", "ft 1E-06", "ft 1E-07", "ga 1E-06", "ga 1E-07", "gaft 1E-06", "gaft 1E-07", "salun 1E-06", "salun 1E-07", "ssd"],
            means.Select(r => $"{r.GetProperty("method").GetString()} {(r.GetProperty("learningRate").ValueKind == JsonValueKind.Null ? null : r.GetProperty("learningRate").GetDouble())}".TrimEnd()));
        Assert.All(means, r => Assert.Equal(["TA_IN@1", "TA_IN@5", "TA_CA@1", "TA_CA@5"], r.GetProperty("ta").EnumerateObject().Select(p => p.Name)));
        Assert.All(means, r => Assert.All(r.GetProperty("ta").EnumerateObject(), p => Assert.InRange(p.Value.GetDouble(), 0, 1)));
        Assert.Equal(["Jeff Bezos", "Mark Zuckerberg", "mean"], table.RootElement.EnumerateArray().Where(r => r.GetProperty("method").GetString() == "ssd" && !r.GetProperty("concept").GetString()!.StartsWith("published")).Select(r => r.GetProperty("concept").GetString()));
        Assert.Equal(7, table.RootElement.EnumerateArray().Count(r => r.GetProperty("concept").GetString() == "published mean"));
        await AssertMembershipIsOfUnseenPairsAsync(world, table.RootElement);
        Assert.Contains($"MIA: forget pairs against {WorldUnseen.Pairs} image-text pairs that the model never saw (cc3m)", File.ReadAllText(Path.Combine(results, "table.md")));
        foreach (var file in (string[])["report.html", "table.md", "table.csv", "models/jeff-bezos.safetensors", "updates/jeff-bezos.safetensors", "figures/pareto-jeff-bezos-vision.png", "figures/trade-off.png"])
            Assert.True(File.Exists(Path.Combine(results, file)), file);
    }

    /// <summary>The original model's attack on the first concept, made anew of the features that the run kept of both sets.</summary>
    private static async Task AssertMembershipIsOfUnseenPairsAsync(World world, JsonElement table)
    {
        var experiment = world.Load();
        var concept = experiment.Concepts[0];
        var (unseen, forget, model) = (experiment.Step("Evaluate/features-unseen"), experiment.Step($"Evaluate/features-forget-{concept.FileName}"), experiment.Step("Pretrain"));
        var (again, pathOf) = await world.RunAsync([unseen, forget, model], experiment);
        Assert.All(again, r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
        using var scope = torch.NewDisposeScope();
        using var weights = SafetensorsFile.Open(pathOf(model.Output(PretrainStage.Model)));
        var scale = weights.Load("logit_scale", torch.CPU);
        var (strangers, members) = (Scores(unseen), Scores(forget));
        Assert.Equal((WorldUnseen.Pairs, WorldLaion.PairsOfConcept), (strangers.Distances.Count, members.Distances.Count));
        var row = table.EnumerateArray().Single(r => r.GetProperty("method").GetString() == "original" && r.GetProperty("concept").GetString() == concept.Name);
        Assert.Equal(MembershipInference.Attack(strangers.Distances, members.Distances).Mean, row.GetProperty("miaDistance").GetDouble(), 12);
        Assert.Equal(MembershipInference.Attack(strangers.Losses, members.Losses).Mean, row.GetProperty("miaLoss").GetDouble(), 12);

        (IReadOnlyList<double> Distances, IReadOnlyList<double> Losses) Scores(Step step)
        {
            using var file = SafetensorsFile.Open(pathOf(step.Output(EvaluateStage.Features)));
            var (images, captions) = (file.Load("pairs.images", torch.CPU), file.Load("pairs.captions", torch.CPU));
            return (SampleScores.Distances(images, captions), SampleScores.ContrastiveLosses(images, captions, scale, 32));
        }
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
