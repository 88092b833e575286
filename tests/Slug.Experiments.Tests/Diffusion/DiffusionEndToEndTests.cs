using System.Security.Cryptography;
using System.Text.Json;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Judging;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Diffusion.Stages;
using Slug.Experiments.Graph;
using Slug.Models.Checkpoints;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Patching;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Progress;
using Slug.Unlearning.Updates;
using TorchSharp;

namespace Slug.Experiments.Tests.Diffusion;

public sealed class DiffusionEndToEndTests(TinyDiffusion tiny) : IClassFixture<TinyDiffusion>
{
    [Fact]
    public void Runs_every_step_once() => Assert.All(tiny.FirstRun, r => Assert.Equal(StepOutcome.Ran, r.Outcome));

    [Fact]
    public void Leaves_a_table_of_what_the_judge_saw()
    {
        using var measures = JsonDocument.Parse(File.ReadAllText(Path.Combine(tiny.Results, "measures.json")));
        var rows = measures.RootElement.EnumerateArray().ToList();
        Assert.Equal(
            ["original rocket", "original comic", "original mean", "slug rocket", "slug comic", "slug mean", "slug rocket", "slug comic", "slug mean", "razor rocket", "razor comic", "razor mean", "gaft rocket", "gaft comic", "gaft mean", "uce rocket", "uce comic", "uce mean", "rece rocket", "rece comic", "rece mean"],
            rows.Select(r => $"{r.GetProperty("method").GetString()} {r.GetProperty("concept").GetString()}"));
        // A mean of each kind: rocket is all objects, comic all styles.
        foreach (var (kind, concept) in new[] { ("object", "rocket"), ("style", "comic") })
        {
            using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(tiny.Results, $"{kind}.json")));
            Assert.Equal(["original", "slug", "slug", "razor", "gaft", "uce", "rece"], table.RootElement.EnumerateArray().Where(r => r.GetProperty("concept").GetString() == "mean").Select(r => r.GetProperty("method").GetString()));
            Assert.All(table.RootElement.EnumerateArray(), r => Assert.Contains(r.GetProperty("concept").GetString(), new[] { concept, "mean" }));
            Assert.Contains("\\toprule", File.ReadAllText(Path.Combine(tiny.Results, $"{kind}.tex")), StringComparison.Ordinal);
        }

        // 4 objects, 2 styles, 2 seeds: 16 pictures. Of an object 4 ask for it; of a style 8.
        Assert.Equal(
            [("left", 4), ("ua", 4), ("ira", 12), ("cra", 16), ("cra-others", 12), ("clip", 12), ("fd-clip", 12)],
            Measures(rows[3]).Select(m => (m.GetProperty("key").GetString()!, m.GetProperty("samples").GetInt32())));
        Assert.Equal([8, 8, 8, 16, 8, 8, 8], Measures(rows[4]).Select(m => m.GetProperty("samples").GetInt32()));
        // What it takes: of a concept's own gradient, of the layers' scores, of the search.
        Assert.Equal(
            ["seconds-gradient", "seconds-layer", "seconds-search"],
            rows[3].GetProperty("measures").EnumerateArray().Where(m => m.GetProperty("subject").GetString() == "Cost" && m.GetProperty("value").GetDouble() > 0).Select(m => m.GetProperty("key").GetString()));

        static IEnumerable<JsonElement> Measures(JsonElement row) => row.GetProperty("measures").EnumerateArray().Where(m => m.GetProperty("subject").GetString() != "Cost");
    }

    [Fact]
    public void Leaves_pictures_with_their_manifest_and_grids_of_them()
    {
        var folder = Path.Combine(tiny.Results, "pictures", "slug-rocket");
        var pictures = File.ReadAllLines(folder + ".manifest.jsonl").Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(16, pictures.Count);
        foreach (var picture in pictures)
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, picture.GetProperty("file").GetString()!));
            Assert.Equal(picture.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }

        Assert.Equal("a comic style emoji of rocket", pictures.First(p => p.GetProperty("file").GetString() == "0_rocket_comic_seed188.png").GetProperty("prompt").GetString());
        foreach (var figure in new[] { "pictures-rocket", "pictures-comic", "trade-off", "pareto-rocket-language", "unlearning-balance", "unlearning-balance-object", "unlearning-balance-style" })
            Assert.True(new FileInfo(Path.Combine(tiny.Results, "figures", figure + ".png")).Length > 3000, figure);
        Assert.Contains("before and after", File.ReadAllText(Path.Combine(tiny.Results, "report.html")));
    }

    [Fact]
    public void Its_own_pipeline_is_a_folder_of_diffusers_that_the_loader_of_all_reads()
    {
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options()));
        using var parts = PipelineParts.Open(run.Find("Pretrain/pipeline", "pipeline")!, new LoadOptions());
        Assert.Equal((2, 8, 24), (parts.UNetConfig.Channels.Count, parts.VaeConfig.LatentChannels, parts.TextConfig.Text.ContextLength));
        Assert.All(parts.Text.Entries, e => Assert.StartsWith("text_model.", e.Name));
    }

    [Fact]
    public void What_is_exported_gives_the_text_embeddings_of_the_update_in_every_form()
    {
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options()));
        var original = run.Find("Pretrain/pipeline", "pipeline")!;
        var exports = Path.Combine(tiny.Results, "exports");
        var names = Directory.GetFiles(Path.Combine(tiny.Results, "updates")).Select(f => Path.GetFileNameWithoutExtension(f)).ToList();
        Assert.NotEmpty(names);
        // LoRA knows matrices alone: where the layer that won is a bias or a norm, the change in full and the whole forms are what there is.
        Assert.Contains(names, IsMatrix);
        foreach (var name in names)
        {
            var wanted = Embedded(original, Path.Combine(tiny.Results, "updates", $"{name}.safetensors"));
            string[] forms = ["", ".safetensors", ".diff.safetensors", .. IsMatrix(name) ? new[] { ".kohya.safetensors", "-lora", "-peft" } : []];
            foreach (var form in forms) Assert.True(Apart(wanted, Embedded(original, Path.Combine(exports, name + form))) < 1e-5, name + form);
            Assert.Equal(IsMatrix(name), File.Exists(Path.Combine(exports, $"{name}.errors.json")));
            if (!IsMatrix(name)) continue;
            using var errors = JsonDocument.Parse(File.ReadAllText(Path.Combine(exports, $"{name}.errors.json")));
            // Of a rank what is lost is stated, and it is lost from the weights.
            var (before, after) = (Weights(original, original), Weights(original, Path.Combine(tiny.Results, "updates", $"{name}.safetensors")));
            foreach (var (form, key) in new[] { (".kohya-rank4.safetensors", "kohya-rank4"), ("-lora-rank4", "lora-rank4"), ("-peft-rank4", "peft-rank4") })
            {
                var stated = errors.RootElement.GetProperty(key).EnumerateObject().ToDictionary(e => e.Name, e => e.Value.GetDouble());
                var read = Weights(original, Path.Combine(exports, name + form));
                foreach (var (layer, error) in stated)
                {
                    var lost = (read[layer] - after[layer]).norm().item<float>() / (after[layer] - before[layer]).norm().item<float>();
                    Assert.Equal(error, lost, 1e-3);
                }

                Assert.All(errors.RootElement.GetProperty(key[..^"-rank4".Length]).EnumerateObject(), e => Assert.Equal(0, e.Value.GetDouble()));
            }
        }

        bool IsMatrix(string name)
        {
            using var update = SafetensorsFile.Open(Path.Combine(tiny.Results, "updates", $"{name}.safetensors"));
            return update.Entries.All(e => e.Shape.Count == 2);
        }

        static Dictionary<string, torch.Tensor> Weights(string original, string path)
        {
            using var parts = UnlearnedPipeline.Open(original, path, new LoadOptions());
            return parts.Text.Entries.ToDictionary(e => e.Name, e => parts.Text.Load(e.Name).clone());
        }

        static torch.Tensor Embedded(string original, string path)
        {
            using var parts = UnlearnedPipeline.Open(original, path, new LoadOptions { Configs = original });
            using var model = parts.Load(new LoadOptions());
            // The original's tokenizer: what is exported is the encoder.
            using var whole = PipelineParts.Open(original, new LoadOptions());
            using var ids = whole.Tokenizer!.Encode(["a comic style emoji of rocket", "key"]);
            using var noGrad = torch.no_grad();
            return model.Encoder.Encode(ids.Ids).clone();
        }

        static double Apart(torch.Tensor one, torch.Tensor other) => (one - other).abs().max().item<float>() / one.abs().max().item<float>();
    }

    [Fact]
    public async Task Finds_everything_fresh_the_second_time() => Assert.All(await tiny.RunAsync(), r => Assert.Equal(StepOutcome.Fresh, r.Outcome));

    [Fact]
    public async Task A_picture_is_the_same_whatever_it_is_generated_beside()
    {
        var before = Digests();
        // In no key: nothing is stale, so that it has to be forced.
        await tiny.RunAsync(["generate.batchSize=3"], force: ["Generate/original"], stages: [StageNames.Generate]);
        Assert.Equal(before, Digests());
        await tiny.RunAsync(["generate.batchSize=1"], force: ["Generate/original"], stages: [StageNames.Generate]);
        Assert.Equal(before, Digests());

        string[] Digests() => [.. Directory.GetFiles(Path.Combine(tiny.Results, "pictures", "original")).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))}")];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Pictures_depend_on_neither_the_order_of_what_is_asked_for_nor_on_what_is_missing(int together)
    {
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options()));
        using var parts = PipelineParts.Open(run.Find("Pretrain/pipeline", "pipeline")!, new LoadOptions());
        using var model = parts.Load(new LoadOptions());
        var options = new GenerateOptions { Prompts = ["a {style} style emoji of {object}"], Steps = 3, Guidance = 2, Together = together };
        var labels = new Dictionary<string, IReadOnlyList<string>> { ["object"] = ["rocket", "key", "anchor"], ["style"] = ["comic", "outline"] };
        var all = Made(PicturePrompts.Of(options.Prompts, labels, [1, 2]), _ => true, batch: 3);
        Assert.Equal(12, all.Count);
        var turned = PicturePrompts.Of(options.Prompts, labels, [2, 1]).Reverse().ToList();
        Assert.Equal(all, Made(turned, _ => true, batch: 1));
        var few = Made(turned, p => p.Labels["object"] == "key" && p.Seed == 2, batch: 100);
        Assert.Equal(2, few.Count);
        Assert.All(few, f => Assert.Equal(all[f.Key], f.Value));

        SortedDictionary<string, string> Made(IReadOnlyList<PicturePrompt> prompts, Func<PicturePrompt, bool> isWanted, int batch)
        {
            var made = new SortedDictionary<string, string>(StringComparer.Ordinal);
            new PictureSampler(model, options with { BatchSize = batch }, torch.CPU).Run(prompts, [.. prompts.Where(isWanted)], (these, pictures) =>
            {
                Assert.Equal(these.Count, pictures.shape[0]);
                foreach (var (i, prompt) in these.Index()) made.Add(prompt.FileName, Convert.ToHexString(SHA256.HashData(pictures[i].contiguous().data<byte>().ToArray())));
            }, CancellationToken.None);
            return made;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_probe_holds_each_picture_against_its_own_prompt_and_leaves_no_tensors(int count)
    {
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options()));
        using var parts = PipelineParts.Open(run.Find("Pretrain/pipeline", "pipeline")!, new LoadOptions());
        using var model = parts.Load(new LoadOptions());
        var options = new GenerateOptions { Prompts = ["a {style} style emoji of {object}"], Steps = 2, Guidance = 2, Together = 2 };
        var labels = new Dictionary<string, IReadOnlyList<string>> { ["object"] = ["rocket", "key", "anchor"], ["style"] = ["comic", "outline"] };
        var all = PicturePrompts.Of(options.Prompts, labels, [1, 2, 3, 4]);
        // Not in the order of their prompts, in which they are drawn.
        var own = all.Where(p => p.Labels["object"] == "key").Reverse().Take(count).ToList();
        var others = all.Where(p => p.Labels["object"] != "key").ToList();
        var sampler = new PictureSampler(model, options, torch.CPU);
        var knowing = new Knowing(sampler, all);
        var probe = new PictureProbe(sampler, knowing, "object", "key", own, others, 0, CancellationToken.None) { Labels = labels };
        probe.WarmUp();
        Assert.Equal((1.0, 1.0), probe.Look());
        Assert.Equal(1, probe.MeasureForget().Top1);
        Assert.Equal(1, probe.MeasureRetained());
        knowing.Forgotten = "key";
        // Tensors are counted by thread, and two would make and dispose each other's.
        var threads = torch.get_num_threads();
        torch.set_num_threads(1);
        try
        {
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            Assert.Equal(0, probe.MeasureForget().Top1);
            // The styles of its own pictures are still what they were asked to be, whether they are remembered or looked at again.
            Assert.Equal(1, probe.MeasureRetained());
            Assert.Equal((0.0, 1.0), probe.Look());
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    /// <summary>Knows of every picture what was asked for.</summary>
    private sealed class Knowing : IPictureJudge
    {
        private readonly Dictionary<string, PicturePrompt> _asked = new(StringComparer.Ordinal);

        public Knowing(PictureSampler sampler, IReadOnlyList<PicturePrompt> all) =>
            sampler.Run(all, all, (prompts, pictures) =>
            {
                foreach (var (i, prompt) in prompts.Index()) _asked.Add(Name(pictures[i]), prompt);
            }, CancellationToken.None);

        public string? Forgotten { get; set; }

        public IReadOnlyList<string> Label(string domain, torch.Tensor pictures, CancellationToken cancellation)
        {
            using var scope = torch.NewDisposeScope();
            return [.. Enumerable.Range(0, (int)pictures.shape[0]).Select(i => _asked[Name(pictures[i])].Labels[domain]).Select(label => label == Forgotten ? PictureJudge.Other : label)];
        }

        public void Dispose()
        {
        }

        private static string Name(torch.Tensor picture) => Convert.ToHexString(SHA256.HashData(picture.contiguous().data<byte>().ToArray()));
    }

    [Fact]
    public async Task A_generation_that_is_cut_off_goes_on_where_it_was_and_ends_in_the_same_bytes()
    {
        string[] overrides = ["generate.seeds=[7, 8, 9, 10]", "generate.batchSize=2", "experiment=cut-off"];
        // The search's seeds lie beyond those of the table, so that other seeds are another search.
        await tiny.RunAsync(overrides, stages: [StageNames.Unlearn]);
        string[] before = Partial();
        using var stop = new CancellationTokenSource();
        // The first to generate is the original's step. It says how far it is at 0 of 32 pictures, then after every batch of 2, on its own thread: the third
        // word comes at 4 pictures, whatever else this machine is doing.
        var words = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tiny.RunAsync(
            overrides, stages: [StageNames.Generate], onProgress: () => { if (++words == 3) stop.Cancel(); }, cancellation: stop.Token));
        var kept = Partial().Except(before).SelectMany(f => Directory.GetFiles(f, "*.png", SearchOption.AllDirectories)).ToDictionary(f => Path.GetFileName(f), f => File.ReadAllBytes(f));
        Assert.Equal(4, kept.Count);

        await tiny.RunAsync(overrides, stages: [StageNames.Generate]);
        var whole = Path.Combine(tiny.Folder, "results", "cut-off", "pictures", "original");
        Assert.Equal(32, Directory.GetFiles(whole).Length);
        Assert.All(kept, k => Assert.Equal(k.Value, File.ReadAllBytes(Path.Combine(whole, k.Key))));
        var log = File.ReadAllText(Path.Combine(tiny.Folder, "results", "cut-off", "logs", "Generate-original.log"));
        Assert.Contains($"{kept.Count} of 32 pictures are there from a run that was cut off", log);
        Assert.Contains($" {32 - kept.Count} pictures in ", log);
        Assert.Empty(Partial().Except(before));

        static string[] Partial()
        {
            var folder = Path.Combine(Repository.Root, "data", "downloads");
            return Directory.Exists(folder) ? Directory.GetDirectories(folder, "pictures-*") : [];
        }
    }

    [Fact]
    public async Task The_zero_shot_search_looks_at_no_picture()
    {
        var reports = await tiny.RunAsync(["unlearn.search.by=zeroShot", "experiment=zero-shot", "unlearn.concepts=[rocket]"], stages: [StageNames.CreateTars, StageNames.Pretrain, StageNames.ComputeGrads, StageNames.Unlearn]);
        Assert.Equal(StepOutcome.Ran, reports.Single(r => r.StepId == "Unlearn/rocket").Outcome);
        using var update = SafetensorsFile.Open(Find("Unlearn/rocket", "update.safetensors"));
        Assert.All(update.Entries, e => Assert.StartsWith("transformer.", e.Name));

        string Find(string step, string output)
        {
            using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options(["unlearn.search.by=zeroShot", "experiment=zero-shot", "unlearn.concepts=[rocket]"])));
            return run.Find(step, output)!;
        }
    }

    [Fact]
    public async Task Other_concepts_are_other_forget_sets_and_nothing_else_is_drawn_or_trained_for_them()
    {
        string[] overrides = ["unlearn.concepts=[key, outline]", "experiment=other-concepts"];
        using (var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options(overrides))))
        {
            // Known before anything runs, too.
            var stale = run.Plan().Steps.Where(s => s.Verdict.State != FreshnessState.Fresh && s.Id.Split('/')[0] is StageNames.Download or StageNames.CreateTars or StageNames.Pretrain).Select(s => s.Id);
            Assert.Equal(["CreateTars/forget-key", "CreateTars/forget-outline"], stale.Order(StringComparer.Ordinal));
        }

        var reports = await tiny.RunAsync(overrides, stages: [StageNames.Download, StageNames.CreateTars, StageNames.Pretrain]);
        Assert.Equal(["CreateTars/forget-key", "CreateTars/forget-outline"], reports.Where(r => r.Outcome != StepOutcome.Fresh).Select(r => r.StepId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Other_captions_of_forget_sets_train_nothing_anew()
    {
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options(["grid.forgetCaption='{object}'", "grid.styleForgetCaption='{style} style'"])));
        var stale = run.Plan().Steps.Where(s => s.Verdict.State != FreshnessState.Fresh && s.Id.Split('/')[0] is StageNames.CreateTars or StageNames.Pretrain).Select(s => s.Id);
        Assert.Equal(["CreateTars/forget-comic", "CreateTars/forget-rocket"], stale.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rows_of_other_layers_and_of_another_rest_have_names_of_their_own()
    {
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options(["unlearn.concepts=[rocket]", "compare=[{ method: slug, layer: [ln_final.weight] }, { method: slug, left: 0.25 }, { method: slug, direction: whitened, left: 0.25 }]"])));
        Assert.Equal(
            ["Unlearn/rocket", "Unlearn/slug-layers-rocket", "Unlearn/slug-left-0.25-rocket", "Unlearn/slug-whitened-left-0.25-rocket"],
            run.Plan().Steps.Select(s => s.Id).Where(id => id.StartsWith("Unlearn/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_the_table_calls_forgotten_changes_no_pictures()
    {
        using var run = ExperimentRun.Open(ExperimentLoader.Load(tiny.Options(["judge.forgotten=0.15"])));
        var stale = run.Plan().Steps.Where(s => s.Verdict.State != FreshnessState.Fresh).Select(s => s.Id.Split('/')[0]).Distinct();
        Assert.DoesNotContain(stale, stage => stage is not (StageNames.Evaluate or StageNames.Plot or StageNames.Export));
        Assert.Contains(StageNames.Evaluate, stale);
    }

    [Fact]
    public async Task Values_of_an_attention_are_a_layer_of_their_own_where_tensors_are_named_as_stable_diffusions()
    {
        const string Values = "text_model.encoder.layers.1.self_attn.v_proj.weight";
        await tiny.RunAsync(
            ["experiment=apart", "styles.layout=huggingFace", $"unlearn.layer=[{Values}]", "unlearn.concepts=[rocket]", "unlearn.search.left=1", "compare=[]", "export=[diff]"],
            stages: [StageNames.Download, StageNames.CreateTars, StageNames.Pretrain, StageNames.ComputeGrads, StageNames.Unlearn, StageNames.Generate, StageNames.Evaluate, StageNames.Export]);
        using var update = UpdateFile.Load(Path.Combine(tiny.Folder, "results", "apart", "updates", "rocket.safetensors"));
        Assert.Equal([Values], update.Changes.Select(c => c.Key));
        using var patch = SafetensorsFile.Open(Path.Combine(tiny.Folder, "results", "apart", "exports", "rocket.diff.safetensors"));
        // All four of an attention are there, for A1111, and one of them changes something.
        using var scope = torch.NewDisposeScope();
        Assert.Equal(["lora_te_text_model_encoder_layers_1_self_attn_v_proj.diff"], patch.Entries.Select(e => e.Name).Where(name => patch.Load(name).abs().max().item<float>() > 0));
    }
}
