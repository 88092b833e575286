using System.Text.Json;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.EndToEnd;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Exports;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Progress;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Diffusion;

/// <summary>UnlearnCanvas' protocol on a tiny data set in the public layout, from pictures to the table.</summary>
public sealed class CanvasEndToEndTests : IDisposable
{
    private static readonly string[] Before = [StageNames.Download, StageNames.CreateTars, StageNames.Pretrain, StageNames.ComputeGrads, StageNames.Unlearn, StageNames.Generate];
    private static readonly string[] All = [.. Before, StageNames.Evaluate, StageNames.Plot];

    // The text encoder's last projection, by open_clip's name.
    private const string Out = "unlearn.layer=[transformer.resblocks.1.attn.out_proj.weight]";

    private readonly CanvasWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("Pop Art", 4, 8)]
    [InlineData("Dogs", 6, 6)]
    public async Task A_request_ends_in_an_answer_set_that_the_official_tools_find_and_in_a_table(string concept, int own, int others)
    {
        var options = _world.Options(_world.Config(concept));
        Assert.All(await CanvasWorld.RunAsync(options, All), r => Assert.Equal(StepOutcome.Ran, r.Outcome));

        var target = concept.Replace(' ', '_');
        var results = _world.Results("canvas");
        // 3 styles, 2 objects, 2 seeds.
        string[] expected = [.. from style in CanvasWorld.Styles from thing in CanvasWorld.Objects from seed in new[] { 188, 288 } select $"{style}_{thing}_seed{seed}.jpg"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Directory.GetFiles(Path.Combine(results, "answers", target)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        var lines = File.ReadAllLines(Path.Combine(results, "answers", target + ".manifest.jsonl"));
        Assert.Equal(12, lines.Length);
        using (var line = JsonDocument.Parse(lines.First(l => l.Contains("\"Van_Gogh_Dogs_seed188.jpg\""))))
        {
            Assert.Equal("A Dogs image in Van Gogh style.", line.RootElement.GetProperty("prompt").GetString());
            Assert.Equal(188, line.RootElement.GetProperty("seed").GetInt64());
        }

        using var measures = JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "measures.json")));
        var slug = measures.RootElement.EnumerateArray().First(r => r.GetProperty("method").GetString() == "slug");
        var found = slug.GetProperty("measures").EnumerateArray().Where(m => m.GetProperty("subject").GetString() != "Cost")
            .Select(m => (m.GetProperty("key").GetString()!, m.GetProperty("samples").GetInt32())).ToList();
        Assert.Equal([("left", own), ("ua", own), ("ira", others), ("cra", 12), ("cra-others", others), ("clip", others), ("fd-clip", others)], found);

        using var details = JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "evaluation", $"slug-{concept.ToLowerInvariant().Replace(' ', '-')}.json")));
        var request = details.RootElement.GetProperty("concepts").GetProperty(target);
        Assert.Equal(own, request.GetProperty("became").EnumerateArray().Sum(b => b.GetProperty("pictures").GetInt32()));
        Assert.Contains("What the forgotten became", File.ReadAllText(Path.Combine(results, "report.html")), StringComparison.Ordinal);

        Assert.All(await CanvasWorld.RunAsync(options, All), r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
        // Another request: survey, the original's answers and what is seen in them are those that are there.
        var other = _world.Options(_world.Config(concept == "Dogs" ? "Cats" : "Van Gogh"));
        var again = await CanvasWorld.RunAsync(other, Before[..^2]);
        foreach (var shared in (string[])["CreateTars/canvas-survey", "Pretrain"])
            Assert.Equal(StepOutcome.Fresh, again.Single(r => r.StepId == shared).Outcome);
        using var run = ExperimentRun.Open(ExperimentLoader.Load(other));
        foreach (var step in run.Plan().Steps.Where(s => s.Id is "Generate/original" or "Evaluate/seen-original"))
            Assert.Equal(FreshnessState.Fresh, step.Verdict.State);
    }

    [Fact]
    public async Task Pictures_of_an_older_model_are_never_counted_for_a_newer_one()
    {
        await CanvasWorld.RunAsync(_world.Options(_world.Config()), Before);
        var manifest = Path.Combine(_world.Results("canvas"), "answers", "Pop_Art.manifest.jsonl");
        var older = Models(manifest);
        // Another pipeline under the same path.
        var weights = _world.In("pipeline/unet/diffusion_pytorch_model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^2] ^= 0x10;
        File.WriteAllBytes(weights, bytes);
        await CanvasWorld.RunAsync(_world.Options(_world.Config()), Before);
        var newer = Models(manifest);
        Assert.Single(older);
        Assert.Single(newer);
        Assert.NotEqual(older, newer);

        static List<string?> Models(string manifest) => [.. File.ReadAllLines(manifest).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("model").GetString()).Distinct()];
    }

    [Theory]
    [InlineData("Cubism, Winter", "")]
    [InlineData("Cubism", "the classifier of 'style' has one class more than judge.classes.style, the last, which is taken for 'other': none of them")]
    public async Task A_class_that_no_config_names_is_told_once_as_what_it_is_taken_for(string more, string told)
    {
        var options = _world.Options(
            _world.Config(), $"judge.classifiers={{ style: '{_world.In("five.pth")}', object: '{_world.In("style50_cls.pth")}' }}", $"judge.classes={{ style: [{string.Join(", ", CanvasWorld.Styles)}, {more}] }}");
        var reporter = new StepRecorder();
        using var run = ExperimentRun.Open(ExperimentLoader.Load(options), reporter);
        foreach (var stage in All[..^1]) await run.RunStageAsync(stage, default);
        var warnings = reporter.Warnings.Where(w => w.Contains("taken for", StringComparison.Ordinal)).ToList();
        if (told.Length == 0) Assert.Empty(warnings);
        else Assert.Contains(told, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_somebody_else_has_unlearned_is_measured_in_a_row_of_its_own()
    {
        var copy = _world.In("somebody/elses");
        foreach (var file in Directory.GetFiles(_world.In("pipeline"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(_world.In("pipeline"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        // Our own update is such a file too, and so is the same change as others write it: what it makes is what SLUG's row has.
        var options = _world.Options(_world.Config(), Out);
        await CanvasWorld.RunAsync(options, All);
        var mine = _world.In("mine.safetensors");
        using (var run = ExperimentRun.Open(ExperimentLoader.Load(options))) File.Copy(run.Find("Unlearn/pop-art", "update.safetensors")!, mine);
        string[] models = [copy, mine, .. Changed(mine)];
        options = _world.Options(_world.Config(), Out, $"unlearned=[{string.Join(", ", models.Select(m => $"'{m}'"))}]");
        var reports = await CanvasWorld.RunAsync(options, All);
        // Their pictures are those of the original and of SLUG, so that what is seen in them need not be looked for again.
        Assert.Equal(2 * models.Length, reports.Count(r => r.Outcome == StepOutcome.Ran && (r.StepId.StartsWith("Unlearn/unlearned-", StringComparison.Ordinal) || r.StepId.StartsWith("Generate/unlearned-", StringComparison.Ordinal))));
        Assert.NotEqual(Row("original", null), Row("slug", null));
        Assert.Equal(Row("original", null), Row("unlearned", "elses"));
        Assert.All(models[1..], model => Assert.Equal(Row("slug", null), Row("unlearned", Path.GetFileName(model))));
        Assert.Equal(12, Directory.GetFiles(Path.Combine(_world.Results("canvas"), "answers-unlearned-elses", "Pop_Art")).Length);

        // Alone: no gradient, no search.
        options = _world.Options(_world.Config(), Out, $"unlearned={copy}", "unlearn.slug=false", "experiment=alone");
        Assert.DoesNotContain(await CanvasWorld.RunAsync(options, All), r => r.StepId.StartsWith("ComputeGrads", StringComparison.Ordinal) || r.StepId == "Unlearn/pop-art");

        List<string> Row(string method, string? setting)
        {
            using var measures = JsonDocument.Parse(File.ReadAllText(Path.Combine(_world.Results("canvas"), "measures.json")));
            var row = measures.RootElement.EnumerateArray().First(r => r.GetProperty("method").GetString() == method && (setting is null || r.GetProperty("setting").GetString() == setting));
            return [.. row.GetProperty("measures").EnumerateArray().Where(m => m.GetProperty("subject").GetString() != "Cost").Select(m => $"{m.GetProperty("key")} {m.GetProperty("value")}")];
        }
    }

    [Theory]
    [InlineData("canvas", 11)]
    [InlineData("bisection", 2)]
    public async Task The_search_has_the_rule_of_the_config(string rule, int most)
    {
        var options = _world.Options(_world.Config("Dogs"), rule == "canvas" ? "unlearn.search={ rule: canvas, searchPictures: 2 }" : "unlearn.search.rule=bisection");
        await CanvasWorld.RunAsync(options, Before[..^1]);
        using var search = JsonDocument.Parse(File.ReadAllText(Path.Combine(_world.Results("canvas"), "search", "dogs.json")));
        var traces = search.RootElement.GetProperty("layers").EnumerateArray().Where(l => l.GetProperty("search").ValueKind == JsonValueKind.Object)
            .Select(l => l.GetProperty("search").GetProperty("trace").EnumerateArray().ToList()).ToList();
        Assert.NotEmpty(traces);
        Assert.All(traces, t => Assert.InRange(t.Count, 1, most));
        // The canvas rule looks at what is kept in every round.
        if (rule == "canvas") Assert.All(traces.SelectMany(t => t), e => Assert.Equal(JsonValueKind.Number, e.GetProperty("retained").ValueKind));
    }

    [Fact]
    public async Task A_whole_text_encoder_of_no_numbers_is_told_before_a_picture_is_made()
    {
        var file = Path.Combine(_world.In("pipeline"), "text_encoder", "model.safetensors");
        var tensors = SafetensorsFile.LoadAll(file);
        var name = tensors.First(t => t.Key.EndsWith("out_proj.weight", StringComparison.Ordinal)).Key;
        tensors[name] = full_like(tensors[name], float.NaN);
        SafetensorsWriter.Write(_world.In("whole.safetensors"), tensors);
        var options = _world.Options(_world.Config(), Out, $"unlearned={_world.In("whole.safetensors")}", "unlearn.slug=false");
        var told = await Assert.ThrowsAnyAsync<Exception>(() => CanvasWorld.RunAsync(options, StageNames.Download, StageNames.Unlearn));
        Assert.Contains($"whole.safetensors: '{name}' holds", told.ToString(), StringComparison.Ordinal);
    }

    /// <summary>An update's change as a single file, and as patches under the names that other programs know (METHOD section 5).</summary>
    private IEnumerable<string> Changed(string update)
    {
        using var scope = NewDisposeScope();
        using var read = UpdateFile.Load(update);
        var change = Assert.Single(read.Changes);
        var (single, diff, kohya, lora) = (_world.In("checkpoint.safetensors"), _world.In("patch.diff.safetensors"), _world.In("kohya.safetensors"), _world.In("lora/pytorch_lora_weights.safetensors"));
        PipelineExport.WriteSingleFile(_world.In("pipeline"), single, ClipChanges.OfUpdate(read.Changes));
        const string layer = "text_model_encoder_layers_1_self_attn_out_proj", dotted = "text_encoder.text_model.encoder.layers.1.self_attn.out_proj";
        // Of full rank: the change times the identity, alpha its rank.
        var (rank, whole) = ((int)change.Value.shape[1], eye(change.Value.shape[1]));
        Write(diff, ($"lora_te_{layer}.diff", change.Value));
        Write(kohya, ($"lora_te_{layer}.lora_up.weight", change.Value), ($"lora_te_{layer}.lora_down.weight", whole), ($"lora_te_{layer}.alpha", tensor((float)rank)));
        Write(lora, ($"{dotted}.lora_A.weight", whole), ($"{dotted}.lora_B.weight", change.Value));
        return [single, diff, kohya, Path.GetDirectoryName(lora)!];

        static void Write(string path, params (string Name, Tensor Value)[] tensors)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            SafetensorsWriter.Write(path, tensors.Select(t => KeyValuePair.Create(t.Name, t.Value)), new Dictionary<string, string>());
        }
    }
}
