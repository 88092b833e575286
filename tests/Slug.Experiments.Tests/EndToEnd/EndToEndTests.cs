using System.Security.Cryptography;
using System.Text.Json;
using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Progress;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Moments;
using Slug.Unlearning.Updates;
using Slug.Unlearning.Whitening;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.EndToEnd;

public sealed class EndToEndTests(TinyExperiment tiny) : IClassFixture<TinyExperiment>
{
    [Fact]
    public void Runs_every_step_once() => Assert.All(tiny.FirstRun, r => Assert.Equal(StepOutcome.Ran, r.Outcome));

    [Fact]
    public void Leaves_a_table_with_the_promised_columns()
    {
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(tiny.Results, "table.json")));
        var rows = table.RootElement.EnumerateArray().ToList();
        Assert.Equal(
            ["original rocket", "original hamburger", "original mean", "slug rocket", "slug hamburger", "slug mean"],
            rows.Select(r => $"{r.GetProperty("method").GetString()} {r.GetProperty("concept").GetString()}"));
        foreach (var row in rows)
        {
            Assert.Equal(
                ["method", "concept", "learningRate", "layer", "lambda", "fa1", "fa5", "ta", "seconds", "setting", "epoch", "storedBytes", "miaDistance", "miaLoss", "peakBytes", "verdict"],
                row.EnumerateObject().Select(p => p.Name));
            Assert.Equal(["names@1", "names@5", "subcategories@1"], row.GetProperty("ta").EnumerateObject().Select(p => p.Name));
            Assert.All(row.GetProperty("ta").EnumerateObject(), p => Assert.InRange(p.Value.GetDouble(), 0, 1));
        }

        Assert.True(rows[3].GetProperty("seconds").GetDouble() > 0);
        Assert.True(File.Exists(Path.Combine(tiny.Results, "table.csv")));
        Assert.StartsWith("2 of 2 forgotten: FA@1 ", File.ReadAllText(Path.Combine(tiny.Results, "table.md")));
    }

    [Fact]
    public void Leaves_figures_and_a_report()
    {
        foreach (var figure in new[] { "pareto-rocket-vision", "pareto-rocket-language", "similarity-rocket", "similarity-hamburger" })
        {
            Assert.True(new FileInfo(Path.Combine(tiny.Results, "figures", figure + ".png")).Length > 5000, figure);
            Assert.Contains("<svg", File.ReadAllText(Path.Combine(tiny.Results, "figures", figure + ".svg")));
        }

        var report = File.ReadAllText(Path.Combine(tiny.Results, "report.html"));
        Assert.Contains("rocket", report);
        Assert.Contains("experiment: ci-tiny", report);
        foreach (var log in new[] { "Pretrain", "Unlearn-rocket" }) Assert.True(File.Exists(Path.Combine(tiny.Results, "logs", log + ".log")), log);
    }

    [Theory]
    [InlineData("rocket")]
    [InlineData("hamburger")]
    public void Changes_one_layer_by_the_update_and_nothing_else(string concept)
    {
        using var update = UpdateFile.Load(Path.Combine(tiny.Results, "updates", concept + ".safetensors"));
        using var before = SafetensorsFile.Open(Path.Combine(tiny.Results, "models", "original.safetensors"));
        using var after = SafetensorsFile.Open(Path.Combine(tiny.Results, "models", concept + ".safetensors"));
        Assert.Equal(before.Header.Entries.Select(e => e.Name), after.Header.Entries.Select(e => e.Name));
        foreach (var entry in before.Header.Entries)
        {
            using var was = before.Load(entry.Name);
            using var @is = after.Load(entry.Name);
            using var expected = entry.Name == update.Layer ? was.add(Assert.Single(update.Changes).Value) : was.clone();
            Assert.True(@is.allclose(expected, 0, 0), entry.Name);
        }
    }

    [Fact]
    public async Task Finds_everything_fresh_the_second_time() =>
        Assert.All(await tiny.RunAsync(), r => Assert.Equal(StepOutcome.Fresh, r.Outcome));

    [Fact]
    public async Task Reruns_only_what_reads_a_changed_parameter_and_says_why()
    {
        var reports = await tiny.RunAsync(["experiment=changed", "unlearn.curvePoints=6"]);
        var ran = reports.Where(r => r.Outcome != StepOutcome.Fresh).Select(r => r.StepId).ToList();
        Assert.Equal(["Unlearn/rocket", "Unlearn/hamburger", "Plot"], ran);
        reports = await tiny.RunAsync(["experiment=changed", "unlearn.curvePoints=7"]);
        Assert.Contains("unlearn.curvePoints: 6 -> 7", reports.Single(r => r.StepId == "Unlearn/rocket").ToString());
    }

    [Fact]
    public async Task Trains_to_the_same_bytes_again_so_that_the_wave_stops_there()
    {
        var model = Path.Combine(tiny.Results, "models", "original.safetensors");
        var before = SHA256.HashData(File.ReadAllBytes(model));
        var ran = (await tiny.RunAsync(force: ["Pretrain"])).Where(r => r.Outcome != StepOutcome.Fresh).Select(r => r.StepId);
        Assert.Equal(["Pretrain"], ran);
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(model)));
    }

    [Fact]
    public void Explains_how_a_result_was_made()
    {
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options()));
        var text = Assert.Single(run.Explain("Unlearn/rocket")).ToString();
        foreach (var fact in new[] { "verdict     fresh", "parameter   unlearn.search.evaluations: 6", "provenance  device: cpu", "provenance  torch: cpu", "provenance  libtorch: " })
            Assert.Contains(fact, text);
    }

    [Fact]
    public void Its_metrics_are_those_of_the_table()
    {
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options()));
        var metrics = RunMetrics.Of(run);
        Assert.Equal(6 * 8, metrics.All.Count);
        Assert.Equal(
            ["slug/mean/fa@1", "slug/mean/fa@5", "slug/mean/names@1", "slug/mean/names@5", "slug/mean/subcategories@1", "slug/mean/mia", "slug/mean/mia-loss", "slug/mean/seconds"],
            metrics.Means.Select(m => m.Name));
        Assert.All(metrics.Means, m => Assert.NotNull(m.Value));
        // Two concepts with a test picture each; the original model should know them, an unlearned one should not.
        Assert.All(metrics.Means.Take(2), m => Assert.Equal((Better.Lower, 2), (m.Measure.Better, m.Measure.Samples)));
        Assert.All(metrics.All.Where(m => m.Method == "original" && m.Measure.Key == "fa@1"), m => Assert.Equal(Better.Higher, m.Measure.Better));
    }

    [Fact]
    public async Task A_remote_cache_that_does_not_answer_is_a_warning()
    {
        var warnings = new List<string>();
        using var run = ExperimentRun.Open(
            ExperimentLoader.Load(tiny.Options(["experiment=remote", "cache.remote=http://127.0.0.1:9/slug/"], force: ["Evaluate/original"])), new WarningReporter(warnings));
        await run.RunStageAsync("Evaluate", default);
        Assert.Contains("http://127.0.0.1:9/slug/", Assert.Single(warnings));
    }

    [Fact]
    public async Task Clean_keeps_what_its_configs_need()
    {
        await tiny.RunAsync(["experiment=passing", "unlearn.curvePoints=8"]);
        using var workspace = new Workspace(tiny.Options().CachePath, TimeProvider.System);
        using var root = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options()), workspace: workspace);
        var report = ExperimentRun.Clean([root], workspace, apply: true, default);
        Assert.Contains(report.Stages, s => s is { Stage: "Unlearn", Results: >= 2 });
        Assert.All(root.Plan().Steps, s => Assert.Equal(Slug.Pipeline.Freshness.FreshnessState.Fresh, s.Verdict.State));
        Assert.Equal(0, ExperimentRun.Clean([root], workspace, apply: false, default).Records);
    }

    [Fact]
    public async Task Forgets_several_concepts_in_one_model_and_sets_published_numbers_beside()
    {
        var reports = await tiny.RunAsync(
        [
            "experiment=together",
            "unlearn.together=[[rocket, hamburger]]",
            "published=[{ method: ft, fa1: 66 }, { method: ga, fa1: 0 }, { method: slug, fa1: 0, kept: { names@1: 58.3 } }]",
        ]);
        Assert.Equal(
            ["Unlearn/together-rocket+hamburger", "Evaluate/together-rocket+hamburger", "Plot"],
            reports.Where(r => r.Outcome != StepOutcome.Fresh).Select(r => r.StepId));

        var folder = Path.Combine(tiny.Folder, "results", "together");
        using var before = SafetensorsFile.Open(Path.Combine(folder, "models", "original.safetensors"));
        using var after = SafetensorsFile.Open(Path.Combine(folder, "models", "rocket+hamburger.safetensors"));
        using var first = UpdateFile.Load(Path.Combine(folder, "updates", "rocket.safetensors"));
        using var second = UpdateFile.Load(Path.Combine(folder, "updates", "hamburger.safetensors"));
        foreach (var entry in before.Header.Entries)
        {
            using var expected = before.Load(entry.Name);
            using var found = after.Load(entry.Name);
            foreach (var update in new[] { first, second }.Where(u => u.Layer == entry.Name)) expected.add_(Assert.Single(update.Changes).Value);
            Assert.True(found.allclose(expected, 1e-6, 1e-7), entry.Name);
        }

        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "table.json")));
        var rows = table.RootElement.EnumerateArray().Where(r => r.GetProperty("method").GetString() == "slug").ToList();
        Assert.Equal(
            ["rocket ", "hamburger ", "mean ", "rocket rocket, hamburger together", "hamburger rocket, hamburger together", "mean rocket, hamburger together", "published mean "],
            rows.Select(r => $"{r.GetProperty("concept").GetString()} {r.GetProperty("setting").GetString()}"));
        Assert.Equal(["original", "slug", "ft", "ga"], table.RootElement.EnumerateArray().Select(r => r.GetProperty("method").GetString()).Distinct());
        Assert.Equal(0.583, rows[^1].GetProperty("ta").GetProperty("names@1").GetDouble(), 6);
        // 24 test pictures, one a name: without the one name that a model was to forget 23 are to be kept, without both 22.
        using var measures = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "measures.json")));
        Assert.Equal(
            [(null, 23), (null, 23), ("rocket, hamburger together", 22), ("rocket, hamburger together", 22)],
            measures.RootElement.EnumerateArray()
                .Where(m => m.GetProperty("method").GetString() == "slug" && m.GetProperty("concept").GetString() is ("rocket" or "hamburger"))
                .Select(m => (m.GetProperty("setting").GetString(), m.GetProperty("measures").EnumerateArray().First(k => k.GetProperty("key").GetString() == "names@1").GetProperty("samples").GetInt32())));
        // The published mean is no measurement, so regressions do not look at it.
        Assert.DoesNotContain(RunMetrics.Load(folder).All, m => m.Concept == "published mean");
    }

    [Fact]
    public async Task What_is_not_forgotten_is_said_everywhere_and_published_nowhere()
    {
        string[] overrides =
        [
            "experiment=missed", "unlearn.concepts=[rocket, hamburger]", "unlearn.together=[[rocket, hamburger]]", "unlearn.layer=transformer.resblocks.1.ln_2.weight",
            "unlearn.search.evaluations=1", "unlearn.ablations=[pareto-layers]", "compare=[{ method: ft, learningRate: 1e-9, epochs: 1 }]",
        ];
        var folder = Path.Combine(tiny.Folder, "results", "missed");
        // What was published under the name before is withdrawn.
        await tiny.RunAsync(["experiment=missed"]);
        Assert.True(File.Exists(Path.Combine(folder, "models", "rocket.safetensors")));
        for (var time = 0; time < 2; time++)
        {
            var reports = await tiny.RunAsync(overrides);
            Assert.Equal(time == 0, reports.Any(r => r.Outcome == StepOutcome.Ran));
            Assert.Equal(["original.safetensors"], Directory.GetFiles(Path.Combine(folder, "models")).Select(Path.GetFileName));
            Assert.Empty(Directory.Exists(Path.Combine(folder, "updates")) ? Directory.GetFiles(Path.Combine(folder, "updates")) : []);
            using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options(overrides)));
            Assert.Equal(["rocket", "hamburger"], SearchVerdict.NotForgotten(run));
            var summary = PlotStage.Summary(run, 80);
            Assert.Equal(["rocket", "hamburger", "rocket (rocket, hamburger together)", "hamburger (rocket, hamburger together)"], summary.NotForgotten);
            Assert.Contains("0 of 2 forgotten", summary.Text);
        }

        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "table.json")));
        var rows = table.RootElement.EnumerateArray().Where(r => r.GetProperty("concept").GetString() == "rocket").ToList();
        Assert.Equal([null, "not forgotten", "not forgotten", "not forgotten"], rows.Where(r => r.GetProperty("setting").GetString() != "all Pareto layers").Select(r => r.GetProperty("verdict").GetString()));
        var slug = rows.First(r => r.GetProperty("method").GetString() == "slug");
        Assert.True(slug.GetProperty("lambda").GetDouble() > 0);
        Assert.True(slug.GetProperty("reachedInSearch").GetProperty("fa@1").GetDouble() > 0);
        Assert.StartsWith("0 of 2 forgotten", File.ReadAllText(Path.Combine(folder, "table.md")));
        var report = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.Contains("NOT FORGOTTEN", report);
        Assert.DoesNotContain("models/rocket", report);
        using var search = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "search", "rocket.json")));
        Assert.Equal(JsonValueKind.Null, search.RootElement.GetProperty("winner").ValueKind);
        Assert.Equal("transformer.resblocks.1.ln_2.weight", search.RootElement.GetProperty("nearest").GetProperty("layer").GetString());
    }

    [Fact]
    public async Task Compares_one_layer_with_all_Pareto_layers_and_the_whole_model()
    {
        await tiny.RunAsync(["experiment=ablated", "unlearn.ablations=[pareto-layers, whole-model]"]);
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(tiny.Folder, "results", "ablated", "table.json")));
        var rows = table.RootElement.EnumerateArray()
            .Where(r => r.GetProperty("method").GetString() == "slug" && r.GetProperty("concept").GetString() == "rocket").ToList();
        Assert.Equal([null, "all Pareto layers", "whole model"], rows.Select(r => r.GetProperty("setting").GetString()));
        var stored = rows.ConvertAll(r => r.GetProperty("storedBytes").GetInt64());
        Assert.True(stored[0] < stored[1] && stored[1] < stored[2], string.Join(", ", stored));
    }

    [Fact]
    public async Task Forgets_along_the_whitened_direction_to_the_report()
    {
        await tiny.RunAsync(["experiment=whitened", "unlearn.direction=whitened", "unlearn.together=[[rocket, hamburger]]", "unlearn.ablations=[pareto-layers]"]);
        var folder = Path.Combine(tiny.Folder, "results", "whitened");
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "table.json")));
        var rows = table.RootElement.EnumerateArray()
            .Where(r => r.GetProperty("method").GetString() == "slug" && r.GetProperty("concept").GetString() == "rocket").ToList();
        Assert.Equal(3, rows.Count);
        Assert.All(rows, r => Assert.Contains("whitened, damping 0.01", r.GetProperty("setting").GetString()));
        Assert.Matches("second moments of the inputs of [0-9]+ layers over 200 of 200 pairs: [0-9.]+ MiB, [0-9.]+ s of the pass", File.ReadAllText(Path.Combine(folder, "logs", "ComputeGrads-retain.log")));
        Assert.Matches("[1-9][0-9]* of 200 retain pairs name 'rocket' and are left out", File.ReadAllText(Path.Combine(folder, "logs", "ComputeGrads-direction-rocket.log")));
        Assert.Contains("The model that has forgotten", File.ReadAllText(Path.Combine(folder, "report.html")));
        using var whitened = UpdateFile.Load(Path.Combine(folder, "updates", "rocket.safetensors"));
        using var gradient = UpdateFile.Load(Path.Combine(tiny.Results, "updates", "rocket.safetensors"));
        Assert.False(whitened.Layer == gradient.Layer && whitened.Changes.First().Value.allclose(gradient.Changes.First().Value), "The update is the gradient's.");
    }

    [Fact]
    public async Task The_whitened_direction_counts_no_pair_of_the_concept_as_kept()
    {
        // With crops: what is taken off must be read as it was when it was added.
        var experiment = (ClipExperiment)ExperimentLoader.Load(
            tiny.Options(["experiment=own", "unlearn.direction=whitened", "unlearn.candidates=[visual.proj, text_projection]", "grads.retainCrops=true"]));
        using var run = ExperimentRun.Open(experiment, new StepRecorder());
        foreach (var stage in TinyExperiment.Stages[..4]) await run.RunStageAsync(stage, default);
        var retained = run.Find("CreateTars/retain", "retain.tar")!;
        var captions = TarShardReader.Read(retained).Select(sample => sample.Caption!).ToList();
        Assert.Contains(captions, caption => caption.Contains("rocket", StringComparison.OrdinalIgnoreCase));

        using var model = ClipModel.Load(experiment.Model, run.Find("Pretrain", PretrainStage.Model)!);
        using var gradient = GradientSet.Load(run.Find("ComputeGrads/forget-rocket", ComputeGradsStage.Gradients)!);
        using var direction = GradientSet.Load(run.Find("ComputeGrads/direction-rocket", ComputeGradsStage.Gradients)!);
        using var without = Whitened(place => !captions[place].Contains("rocket", StringComparison.OrdinalIgnoreCase));
        using var with = Whitened(_ => true);
        foreach (var name in (string[])["visual.proj", "text_projection"])
        {
            Assert.InRange(Apart(without[name], direction[name]), 0, 1e-4);
            Assert.True(Apart(with[name], direction[name]) > 1e-3, name);
        }

        GradientSet Whitened(Func<int, bool> places)
        {
            using var noGrad = no_grad();
            using var gathering = new MomentGathering(model, parameter => parameter is "visual.proj" or "text_projection");
            var options = new ImageBatchOptions { BatchSize = 7, Seed = experiment.Options.Seed, Places = places };
            var tokenizer = TokenizerSource.Load(Path.Combine(Repository.Root, "data", "clip", "merges.txt.gz"));
            var transform = new ClipTrainTransform(experiment.Model.Vision.ImageSize);
            foreach (var batch in PairBatches.Read([retained], transform, tokenizer, experiment.Model.Text.ContextLength, options, default))
            {
                gathering.Expect(batch.Tokens);
                model.EncodeImage(batch.Images).Dispose();
                model.EncodeText(batch.Tokens).Dispose();
                batch.Dispose();
            }

            using var moments = gathering.Take();
            return WhitenedDirection.Of(gradient, model, moments, 0.01);
        }

        static float Apart(Tensor expected, Tensor actual) => expected.sub(actual).norm().item<float>() / expected.norm().item<float>();
    }

    [Fact]
    public async Task Forgets_by_the_token_objective_and_after_Razor()
    {
        await tiny.RunAsync(["experiment=tokens", "unlearn.objective=tokens", "unlearn.candidates=[all]", "unlearn.direction=whitened", "compare=[{ method: razor, batch: 16 }]"]);
        var folder = Path.Combine(tiny.Folder, "results", "tokens");
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "table.json")));
        JsonElement Row(string method) => table.RootElement.EnumerateArray().First(r => r.GetProperty("method").GetString() == method && r.GetProperty("concept").GetString() == "rocket");
        Assert.Equal("tokens, whitened, damping 0.01", Row("slug").GetProperty("setting").GetString());
        Assert.Equal("α=1, τ=0.5, λ=1", Row("razor").GetProperty("setting").GetString());
        using var search = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "search", "rocket.json")));
        var layers = search.RootElement.GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("name").GetString()!).ToList();
        Assert.Contains("transformer.resblocks.0.attn.out_proj.weight", layers);
        Assert.DoesNotContain(layers, name => name.StartsWith("visual.", StringComparison.Ordinal) || name == "text_projection");
        Assert.Matches("over [0-9]+ captions, each with 23 other names", File.ReadAllText(Path.Combine(folder, "logs", "ComputeGrads-forget-rocket.log")));
        Assert.Matches("round 1: scores above .*, [0-9]+ layers move", File.ReadAllText(Path.Combine(folder, "logs", "Unlearn-razor-1-0.5-1-rocket.log")));
    }

    [Fact]
    public void Its_table_says_how_much_memory_was_held()
    {
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(tiny.Results, "table.json")));
        var slug = table.RootElement.EnumerateArray().First(r => r.GetProperty("method").GetString() == "slug");
        Assert.True(slug.GetProperty("peakBytes").GetInt64() > 50L << 20);
    }

    [Fact]
    public async Task Compares_with_other_methods_on_the_same_terms()
    {
        var reports = await tiny.RunAsync(
        [
            "experiment=compared",
            "compare=[{ method: ga, learningRate: 1e-3, epochs: 12 }, { method: ssd, alpha: 2, freezeEmbeddings: true, epochs: 2, batch: 16 }]",
        ]);
        var ran = reports.Where(r => r.Outcome != StepOutcome.Fresh).Select(r => r.StepId).ToList();
        Assert.Equal(
            ["ga-0.001-rocket", "ga-0.001-hamburger", "ssd-2-frozen-rocket", "ssd-2-frozen-hamburger"],
            ran.Where(r => r.StartsWith("Unlearn/", StringComparison.Ordinal)).Select(r => r["Unlearn/".Length..]));
        Assert.Equal(4, ran.Count(r => r.StartsWith("Evaluate/", StringComparison.Ordinal)));

        var folder = Path.Combine(tiny.Folder, "results", "compared");
        // Ascent at this rate forgets in its first epoch: the eleven others are not run.
        var log = File.ReadAllLines(Path.Combine(folder, "logs", "Unlearn-ga-0.001-rocket.log"));
        Assert.Contains("epoch 1: FA@1 0.0 %", Assert.Single(log, line => line.Contains("on the search set", StringComparison.Ordinal)));
        var metrics = RunMetrics.Load(folder);
        Assert.Equal(
            ["slug", "ga 0.001", "ssd α=2, embeddings frozen"],
            metrics.Means.Where(m => m.Measure.Key == "fa@1").Select(m => m.Method));
        Assert.All(metrics.Means, m => Assert.NotNull(m.Value));
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "table.json")));
        var ga = table.RootElement.EnumerateArray().First(r => r.GetProperty("method").GetString() == "ga");
        Assert.InRange(ga.GetProperty("epoch").GetInt32(), 1, 2);
        Assert.True(ga.GetProperty("storedBytes").GetInt64() > 1 << 20);
        Assert.Contains("Mean ± standard deviation over concepts", File.ReadAllText(Path.Combine(folder, "table.md")));
        Assert.True(File.Exists(Path.Combine(folder, "figures", "trade-off.png")));
    }

    [Fact]
    public async Task Stops_in_the_middle_of_training_and_keeps_the_store_whole()
    {
        using var cancellation = new CancellationTokenSource();
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options(["experiment=cancelled", "pretrain.pairs=6401"])), new CancelAtProgress("Pretrain", cancellation));
        await run.RunStageAsync("Download", cancellation.Token);
        await run.RunStageAsync("CreateTars", cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunStageAsync("Pretrain", cancellation.Token));
        Assert.False(File.Exists(Path.Combine(tiny.Folder, "results", "cancelled", "models", "original.safetensors")));
        Assert.All(await tiny.RunAsync(), r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
    }

    private sealed class WarningReporter(List<string> warnings) : IRunReporter
    {
        public void Started(string id, Slug.Pipeline.Freshness.FreshnessVerdict verdict)
        {
        }

        public void Progressed(string id, long done, long total, string unit)
        {
        }

        public void Waiting(string id, Slug.Pipeline.Locks.LockOwner owner)
        {
        }

        public void Warned(string message) => warnings.Add(message);

        public void Ended(StepReport report)
        {
        }
    }

    private sealed class CancelAtProgress(string stepId, CancellationTokenSource cancellation) : IRunReporter
    {
        public void Started(string id, Slug.Pipeline.Freshness.FreshnessVerdict verdict)
        {
        }

        public void Progressed(string id, long done, long total, string unit)
        {
            if (id == stepId) cancellation.Cancel();
        }

        public void Waiting(string id, Slug.Pipeline.Locks.LockOwner owner)
        {
        }

        public void Warned(string message)
        {
        }

        public void Ended(StepReport report)
        {
        }
    }
}
