using System.Text.Json;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Experiments.Vlm.Configuration;
using Slug.Models.Checkpoints;
using Slug.Models.Vlm;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Progress;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Tests.EndToEnd;

/// <summary>The paper's config of a vision-language model as it is tracked, run in a miniature world: CLIP and LLaVA in the hub's files, LAION, CelebA.</summary>
public sealed class VlmPaperConfigTests
{
    private static readonly string Config = Path.Combine(Repository.Root, "configs/paper/llava-1-5-7b.yaml");

    [Fact]
    public async Task From_public_addresses_to_the_table()
    {
        // Two of the ten people; folders are exported too, as for lmms-eval.
        await using var world = await World.CreateAsync(Config, "unlearn.concepts=[Jeff Bezos, Taylor Swift]", "export=[patch, folder]");
        var reports = await world.RunStagesAsync(
            StageNames.Download, StageNames.CreateTars, StageNames.Pretrain, StageNames.ComputeGrads, StageNames.Unlearn, StageNames.Generate, StageNames.Evaluate, StageNames.Plot, StageNames.Export);
        Assert.All(reports, r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        Assert.Contains("Download/llava-weights", reports.Select(r => r.StepId));

        var results = Path.Combine(world.Folder, "results", "paper-llava-1-5-7b");
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "table.json")));
        var rows = table.RootElement.EnumerateArray().Select(r => $"{r.GetProperty("method").GetString()} {r.GetProperty("concept").GetString()}").ToList();
        Assert.Equal(["original Jeff Bezos", "original Taylor Swift", "original mean", "original published mean", "slug Jeff Bezos", "slug Taylor Swift", "slug mean", "slug published mean"], rows);

        // Ten pictures of each person, two of each of the twenty others (one may be a concept of the list of frequent names: not asked about as another).
        var answers = File.ReadAllLines(Path.Combine(results, "answers", "original.jsonl"));
        Assert.Equal((2 * WorldCelebA.ImagesOfConcept) + (20 * WorldCelebA.ImagesOfOther), answers.Length);
        Assert.InRange(answers.Count(a => Names(a, "Jeff Bezos")), 8, WorldCelebA.ImagesOfConcept);
        AssertForgotten(results, "Jeff Bezos", "jeff-bezos");
        AssertForgotten(results, "Taylor Swift", "taylor-swift");
    }

    [Fact]
    public void The_sweep_has_a_point_for_each_person()
    {
        var experiment = ExperimentLoader.Load(new RunOptions { RepositoryRoot = Repository.Root, ConfigPath = Config, Device = "cpu" });
        Assert.Equal(10, experiment.Concepts.Count);
        var sweep = ConfigReader.Read(Path.Combine(Repository.Root, "configs/sweeps/llava-1-5-7b.yaml"), []);
        var grid = (ConfigSequence)((ConfigMapping)((ConfigMapping)sweep["sweep"]!)["grid"]!)["unlearn.concepts"]!;
        Assert.Equal(experiment.Concepts.Select(c => c.Name), grid.Items.Select(point => ((ConfigScalar)Assert.Single(((ConfigSequence)point).Items)).Text));
    }

    [Theory]
    // Ten patches of a tensor of 4 x 1024 x 1024 numbers at most; and ten shards of 5 GB.
    [InlineData("export=[patch]", 10 * 16.0 / 1024)]
    [InlineData("export=[patch, folder]", (10 * 16.0 / 1024) + (10 * 5e9 / (1 << 30)))]
    [InlineData("estimates.Export.giB=7", 7)]
    public void What_exports_will_write_is_estimated_by_their_forms(string set, double giB)
    {
        var experiment = ExperimentLoader.Load(new RunOptions { RepositoryRoot = Repository.Root, ConfigPath = Config, Overrides = [set], Device = "cpu" });
        Assert.Equal(giB, experiment.Estimates["Export"].GiB!.Value, 1e-6);
        Assert.Equal(15.5, experiment.Estimates["Download"].GiB);
    }

    [Fact]
    public void Of_a_folder_the_largest_file_of_weights_counts_and_of_a_small_LLaVA_nothing_is_estimated()
    {
        var folder = Directory.CreateTempSubdirectory("slug-estimates-").FullName;
        try
        {
            foreach (var (file, bytes) in new[] { ("model-00001-of-00002.safetensors", 2000), ("model-00002-of-00002.safetensors", 3000), ("tokenizer.json", 9000) }) File.WriteAllBytes(Path.Combine(folder, file), new byte[bytes]);
            var experiment = (VlmExperiment)ExperimentLoader.Load(new RunOptions { RepositoryRoot = Repository.Root, ConfigPath = Config, Overrides = ["export=[folder]"], Device = "cpu" });
            Assert.Equal(10 * 3000.0 / (1 << 30), (experiment with { LlavaPath = folder }).Estimates["Export"].GiB!.Value, 1e-9);

            var demo = ExperimentLoader.Load(new RunOptions { RepositoryRoot = Repository.Root, ConfigPath = Path.Combine(Repository.Root, "configs/demo/vlm.yaml"), Overrides = ["export=[patch, folder]", "estimates={ Export: { minutes: 1 } }"], Device = "cpu" });
            Assert.Null(demo.Estimates["Export"].GiB);
            Assert.Equal(1, demo.Estimates["Export"].Minutes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertForgotten(string results, string name, string file)
    {
        Assert.DoesNotContain(File.ReadLines(Path.Combine(results, "answers", $"slug-{file}.jsonl")), answer => Names(answer, name));
        // One tensor of the vision tower, under Hugging Face's name, in the one shard that has it.
        using var update = UpdateFile.Load(Path.Combine(results, "updates", $"{file}.safetensors"));
        var tensor = $"vision_tower.{Assert.Single(update.Changes).Key}";
        Assert.StartsWith("vision_tower.vision_model.", tensor);
        using var patch = CheckpointFiles.Open(Path.Combine(results, "exports", $"{file}.patch.safetensors"));
        Assert.Equal(tensor, Assert.Single(patch.Entries).Name);
        var export = Path.Combine(results, "exports", file);
        using var assistant = VisualAssistant.Load(export);
        Assert.True(File.Exists(Path.Combine(export, "preprocessor_config.json")));
    }

    private static bool Names(string line, string name)
    {
        using var answer = JsonDocument.Parse(line);
        return answer.RootElement.GetProperty("label").GetString() == name && answer.RootElement.GetProperty("answer").GetString()!.Contains(name, StringComparison.OrdinalIgnoreCase);
    }
}
