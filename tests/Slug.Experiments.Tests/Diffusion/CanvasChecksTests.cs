using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Models.Checkpoints;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests.Diffusion;

/// <summary>What is wrong with a config for pictures by style and object is told before anything runs.</summary>
/// <param name="world">What the config names.</param>
public sealed class CanvasChecksTests(CanvasWorld world) : IClassFixture<CanvasWorld>
{
    [Theory]
    [InlineData("unlearn.concepts=[Pop Art, Dogs]", "are styles (Pop_Art) and objects (Dogs); an experiment has one kind")]
    [InlineData("unlearn.concepts=[Seed Images]", "are the photographs that the styles were made of")]
    [InlineData("unlearn.concepts=[Pop Arts]", "'Pop Arts' is no label that prompts ask for (did you mean 'Pop_Art'")]
    [InlineData("generate.labels={ style: [Pop_Art, Van_Gogh] }", "says nothing of the pictures' labels")]
    [InlineData("generate.labels={ style: [Pop_Art, Van Gogh], object: [Dogs, Gods] }&canvas.labels=benchmark", "'Gods' is no object of the benchmark (did you mean 'Dogs'")]
    [InlineData("generate.prompts=['A {object} image in {style} style.', 'A {style} {object}']", "name one prompt")]
    [InlineData("generate.prompts=['A {object} image.']", "has no {style}")]
    [InlineData("fid={ inception: paintd }", "no download is named 'paintd'; did you mean 'painted'")]
    [InlineData("canvas.pictures=paintd", "no download is named 'paintd'; did you mean 'painted'")]
    [InlineData("judge.classifiers={ style: nowhere.pth, object: style50_cls.pth }", "does not exist: put the classifier there")]
    [InlineData("judge.classifiers={ style: paintd, object: style50_cls.pth }", "paintd does not exist (did you mean 'painted'?): put the classifier there")]
    [InlineData("judge.classes={ stile: [Pop_Art, Van_Gogh, Seed_Images] }", "'stile' is no domain of generate.labels; did you mean 'style'")]
    [InlineData("judge.classifiers={ style: '', object: style50_cls.pth }", "'judge.classifiers.style' is an empty path")]
    [InlineData("unlearned=['']", "'unlearned.0' is an empty path")]
    [InlineData("unlearned=[bare.safetensors]", "bare.safetensors: holds no tensor")]
    [InlineData("unlearn.layer=[visual.proj]", "'visual.proj' is a layer of the vision tower, and a text-to-image model has CLIP's text tower alone")]
    [InlineData("unlearn.layer=[text_projection]", "'text_projection' lies behind the token outputs, which are all that a text-to-image model sees")]
    [InlineData("unlearn.layer=[transformer.resblocks.1.mlp.c_fc.weight, transformer.resblocks.1.mlp.c_fc.weight]", "--set unlearn.layer: 'transformer.resblocks.1.mlp.c_fc.weight' is named twice")]
    [InlineData("unlearn.layer=[transformer.resblocks.1.mlp.c_fc.wieght]", "; did you mean 'transformer.resblocks.1.mlp.c_fc.weight'")]
    [InlineData("unlearn.layer=[deepest, transformer.resblocks.1.mlp.c_fc.weight]", "'deepest' is a rule and stands alone")]
    [InlineData("unlearn.groups=true&unlearn.layer=[visual.proj]", "'visual.proj' is a layer of the vision tower")]
    [InlineData("compare=[{ method: slug, layer: [visual.proj] }]", "'visual.proj' is a layer of the vision tower")]
    [InlineData("model.checkpoint=style50.pth", "--set model.checkpoint: {folder}/style50.pth: is no CLIP: none of its tensors is one of CLIP's")]
    [InlineData("judge={ clip: { checkpoint: style50.pth, card: card.json } }", "--set judge: {folder}/style50.pth: is no CLIP")]
    [InlineData("judge={ clip: { checkpoint: nowhere.pth, card: card.json } }", "--set judge.clip.checkpoint=PATH")]
    [InlineData("unlearned=[style50.pth]", "style50.pth: is none of what is read")]
    [InlineData("unlearned=[style50.pth]&pipeline.path=null&pipeline.files={ a: painted }", "style50.pth: is none of what is read")]
    [InlineData("unlearned=[a_b.safetensors, A-b.safetensors]", "'a_b.safetensors' and 'A-b.safetensors' are one name in steps and files, unlearned-a-b-safetensors; rename all but one")]
    [InlineData("unlearned=['https://example.org/a.safetensors']", "'https://example.org/a.safetensors' is an address, and what is named here is read on this machine")]
    [InlineData("judge.classifiers=null&judge.classes={ style: [Pop_Art] }&judge.clip={ checkpoint: checkpoint, card: card.json }", "judge.classes: is of 'classifiers'")]
    [InlineData("download.painted.file=config.yaml", "config.yaml is no tar archive. Check that it is the right file")]
    [InlineData("download.painted.file=empty", "empty holds no picture by style and object, named {style}/{object}/{number}.jpg")]
    [InlineData("download.painted.file=pipeline", "pipeline holds no picture by style and object")]
    [InlineData("unlearned=[bare.safetensors]&pipeline.path=null&pipeline.files={ a: painted }", "bare.safetensors: holds no tensor")]
    [InlineData("generate.labels.style=[Pop_Art, '', Seed_Images]", "'' is no label: it is the name of the folder of its pictures")]
    [InlineData("generate.labels.style=[Pop_Art, Art/Nouveau, Seed_Images]", "'Art/Nouveau' is no label")]
    [InlineData("generate.labels={ style: [Pop_Art, Pop], object: [Cats, Art_Cats] }", "'Pop_Art of Cats' and 'Pop of Art_Cats' are one name in the files of pictures, Pop_Art_Cats")]
    [InlineData("generate.labels.object=[Cats, other]", "'other' is what classifiers call a picture of none of the labels (judge)")]
    [InlineData("unlearn.concepts=[' ']", "has no letter and no digit, by which steps and files could be called")]
    public void A_mistake_is_told(string overrides, string message) =>
        Assert.Contains(world.Problems(world.Config(), overrides.Split('&')), p => p.Contains(message.Replace("{folder}", world.Folder, StringComparison.Ordinal), StringComparison.Ordinal));

    [Theory]
    [InlineData("pipeline.path=piped", "piped")]
    [InlineData("pipeline.path=piped", "piped/model_index.json")]
    [InlineData("pipeline.path=piped&unlearned=[clip.safetensors]", "piped/unet/diffusion_pytorch_model.safetensors")]
    [InlineData("unlearned=[piped]", "piped/pytorch_lora_weights.safetensors")]
    [InlineData("unlearned=[piped.json]", "piped-00001.safetensors")]
    [InlineData("model.checkpoint=piped&unlearn.layer=[visual.proj]", "piped/model.safetensors")]
    [InlineData("judge={ clip: { checkpoint: piped, card: card.json } }", "piped/model.safetensors")]
    [InlineData("judge.classifiers={ style: piped.pth, object: style50_cls.pth }", "piped.pth")]
    [InlineData("download.painted.file=piped", "piped/Pop_Art/1.jpg")]
    public async Task A_pipe_wherever_a_model_is_read_is_told_and_not_waited_for(string overrides, string pipe)
    {
        try
        {
            File.WriteAllText(world.In("piped.json"), """{"weight_map":{"x":"piped-00001.safetensors"}}""");
            await NamedPipe.MakeAsync(world.In(pipe));
            Assert.Contains(await NamedPipe.Within(() => world.Problems(world.Config(), overrides.Split('&'))), p => p.Contains($"{world.In(pipe)}: it is a pipe or a device", StringComparison.Ordinal));
        }
        finally
        {
            if (Directory.Exists(world.In("piped"))) Directory.Delete(world.In("piped"), recursive: true);
            else File.Delete(world.In(pipe));
        }
    }

    [Theory]
    [InlineData("pipeline.path")]
    [InlineData("unlearned")]
    [InlineData("model.checkpoint")]
    [InlineData("model.card")]
    [InlineData("judge.classifiers.style")]
    [InlineData("download.painted.file")]
    [InlineData("download.checkpoint.file")]
    public void A_link_that_leads_nowhere_is_told_with_its_place(string key)
    {
        foreach (var target in new[] { "link", "nothing" })
        {
            File.CreateSymbolicLink(world.In("link"), target);
            try
            {
                Assert.Contains(world.Problems(world.Config(), $"{key}={world.In("link")}"), p => p.StartsWith($"--set {key}: {world.In("link")}: it is a link to {target}, w", StringComparison.Ordinal));
            }
            finally
            {
                File.Delete(world.In("link"));
            }
        }
    }

    [Fact]
    public void Names_that_differ_in_what_no_file_has_are_told_with_both_lines()
    {
        var yaml = world.Config() + "\nunlearned:\n  - a_b\n  - other\n  - A-b\n";
        var told = world.Problems(yaml).Where(p => p.Contains("are one name", StringComparison.Ordinal)).ToList();
        var line = yaml.Split('\n').Index().First(l => l.Item == "  - a_b").Index + 1;
        Assert.Equal([$"{world.In("config.yaml")}:{line}", $"{world.In("config.yaml")}:{line + 2}"], told.Select(p => p.Split(": ")[0]));
    }

    [Fact]
    public void Labels_that_differ_in_case_alone_are_two_files_of_an_answer_set_and_other_may_be_a_label_of_a_clip()
    {
        Assert.DoesNotContain(world.Problems(world.Config(), "generate.labels.style=[Pop_Art, pop_art, Seed_Images]"), p => p.Contains("one name", StringComparison.Ordinal));
        Assert.DoesNotContain(
            world.Problems(world.Config(), "judge.classifiers=null", "judge.clip={ checkpoint: checkpoint, card: card.json }", "generate.labels.object=[Cats, other]"), p => p.Contains("'other'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("vae", "layers_per_block", 1_000_000, "'layers_per_block' is 1000000; it must be 1 to 64.")]
    [InlineData("unet", "sample_size", 100_000, "'sample_size' is 100000; it must be 1 to 512.")]
    [InlineData("unet", "sample_size", 0, "'sample_size' is 0; it must be 1 to 512.")]
    [InlineData("text_encoder", "num_hidden_layers", 1_000_000, "'num_hidden_layers' is 1000000; it must be 1 to 512.")]
    public void Absurd_sizes_of_a_pipeline_are_told_with_file_and_key(string part, string key, int value, string message)
    {
        var file = world.In($"pipeline/{part}/config.json");
        var was = File.ReadAllText(file);
        try
        {
            var config = PythonJson.Parse(was)!.AsObject();
            config[key] = value;
            File.WriteAllText(file, config.ToJsonString());
            Assert.Contains($"{file}: the ", Assert.Single(world.Problems(world.Config()), p => p.Contains(message, StringComparison.Ordinal)), StringComparison.Ordinal);
        }
        finally
        {
            File.WriteAllText(file, was);
        }
    }

    [Fact]
    public void A_layer_of_the_text_tower_may_be_named() =>
        Assert.Empty(world.Problems(world.Config(), "unlearn.layer=[transformer.resblocks.1.mlp.c_fc.weight, ln_final.weight]", "compare=[{ method: slug, layer: [transformer.resblocks.0.attn.in_proj_weight] }]"));

    [Fact]
    public void An_empty_path_is_told_once_and_is_not_the_config_s_folder() =>
        Assert.EndsWith("'unlearned.0' is an empty path: name the file or folder that is meant, or leave it out", Assert.Single(world.Problems(world.Config(), "unlearned=['']")));

    [Theory]
    [InlineData("lora_te_text_model_encoder_layers_1_self_attn_out_proj.diff", float.NaN, "that are NaN")]
    [InlineData("lora_te_text_model_encoder_layers_1_self_attn_out_proj.alpha", 1, "is the alpha of a LoRA without its matrices")]
    [InlineData("text_model.encoder.layers.1.self_attn.out_proj.weight", float.PositiveInfinity, "that are infinite")]
    public void A_patch_that_cannot_be_applied_is_told_with_its_key(string key, float value, string because)
    {
        var patch = Path.Combine(world.Folder, "patch.safetensors");
        var size = key.EndsWith("alpha", StringComparison.Ordinal) ? 1 : 32;
        SafetensorsWriter.Write(patch, new Dictionary<string, TorchSharp.torch.Tensor> { [key] = TorchSharp.torch.full([size, size], value) });
        var told = Assert.Single(world.Problems(world.Config(), $"unlearned=['{patch}']"));
        Assert.Contains($"{patch}: '{key}'", told, StringComparison.Ordinal);
        Assert.Contains(because, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_in_place_of_an_unlearned_model_is_told()
    {
        var pipe = Path.Combine(world.Folder, "piped.safetensors");
        using (var made = System.Diagnostics.Process.Start("mkfifo", pipe)) await made.WaitForExitAsync();
        try
        {
            Assert.Contains("piped.safetensors: it is a pipe", Assert.Single(world.Problems(world.Config(), $"unlearned=['{pipe}']", "pipeline.path=null", "pipeline.files={ a: painted }"), p => p.Contains("piped", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    [Theory]
    [InlineData("style: style50_cls.pth, object: style50.pth", "style50_cls.pth tells 2 classes, and there are 3 for 'style'")]
    [InlineData("style: 51.pth, object: style50_cls.pth", "51.pth tells 51 classes, and there are 3 for 'style'")]
    [InlineData("style: UnlearnCanvas, object: style50_cls.pth", "UnlearnCanvas: it is a folder; name a file")]
    [InlineData("style: clip.safetensors, object: style50_cls.pth", "clip.safetensors: is no vision transformer in timm's layout")]
    [InlineData("style: checkpoint, object: style50_cls.pth", "clip.safetensors: is no vision transformer in timm's layout")]
    [InlineData("style: card.json, object: style50_cls.pth", "card.json")]
    public void A_classifier_on_this_machine_is_opened_before_anything_runs(string classifiers, string message) => A_mistake_is_told($"judge.classifiers={{ {classifiers} }}", message);

    [Fact]
    public void A_classifier_may_have_other_classes_than_the_labels_and_one_for_what_is_none_of_them()
    {
        Assert.Empty(world.Problems(world.Config(), $"judge.classes={{ style: [{string.Join(", ", CanvasWorld.Styles)}, Cubism] }}", $"judge.classifiers={{ style: five.pth, object: style50.pth }}"));
        Assert.Single(world.Problems(world.Config(), $"judge.classes={{ style: [{string.Join(", ", CanvasWorld.Styles)}] }}", $"judge.classifiers={{ style: five.pth, object: style50.pth }}"));
    }

    [Fact]
    public void The_benchmark_is_asked_for_every_style_and_object_and_either_spelling_names_one()
    {
        var experiment = ExperimentLoader.Load(world.Options(world.Config("Van Gogh"), world.Benchmark));
        Assert.Equal(["Van_Gogh"], experiment.Concepts.Select(c => c.Name));
        var labels = ((DiffusionExperiment)experiment).Labels;
        Assert.Equal((51, 20), (labels["style"].Count, labels["object"].Count));
        Assert.Contains("Seed_Images", labels["style"]);
        Assert.Contains(experiment.Steps(), s => s.Id == "CreateTars/canvas-survey");
        Assert.Contains(experiment.Steps(), s => s.Id == "Generate/slug-van-gogh");
    }

    // accuracy.py --input_dir answers --theme Van_Gogh opens answers/Van_Gogh/{Style}_{Object}_seed{seed}.jpg for 51 styles, 20 objects and the seeds 188, 288, 588, 688, 888;
    // fid.py --p2 answers/Van_Gogh the same without the target.
    [Fact]
    public void The_answer_set_of_the_benchmark_has_the_5100_pictures_that_the_official_scripts_open()
    {
        var experiment = (DiffusionExperiment)ExperimentLoader.Load(world.Options(world.Config("Van Gogh"), [.. world.Benchmark, "generate.seeds=[188, 288, 588, 688, 888]"]));
        var step = experiment.Steps().Single(s => s.Id == "Generate/slug-van-gogh");
        Assert.Equal(["answers/Van_Gogh", "answers/Van_Gogh.manifest.jsonl"], step.Outputs.Select(o => o.PublishAs));
        Assert.Equal(5100, experiment.PicturesOf(step.Id));
        var pictures = PicturePrompts.Of(experiment.Options.Generate, experiment.Labels, "Van_Gogh").Select(p => p with { IsAnswer = true }).ToDictionary(p => p.FileName, p => p.Prompt);
        Assert.Equal(5100, pictures.Count);
        Assert.Equal("A Architectures image in Abstractionism style.", pictures["Abstractionism_Architectures_seed188.jpg"]);
        Assert.Equal("A Dogs image in Red Blue Ink style.", pictures["Red_Blue_Ink_Dogs_seed588.jpg"]);
        Assert.Equal("A Waterfalls image in Seed Images style.", pictures["Seed_Images_Waterfalls_seed888.jpg"]);
        Assert.Equal(100, pictures.Keys.Count(name => name.StartsWith("Van_Gogh_", StringComparison.Ordinal)));
        Assert.Equal(255, pictures.Keys.Count(name => name.Contains("_Human_", StringComparison.Ordinal)));
        // One seed is the cheap protocol.
        experiment = (DiffusionExperiment)ExperimentLoader.Load(world.Options(world.Config("Van Gogh"), [.. world.Benchmark, "generate.seeds=[188]"]));
        Assert.Equal(1020, experiment.PicturesOf("Generate/slug-van-gogh"));
    }

    [Theory]
    [InlineData("judge.numbers=fp16", "fp16 is not for networks that look at pictures")]
    [InlineData("download.inception={ file: clip.safetensors }&fid={ inception: inception, numbers: fp16 }", "fp16 is not for networks that look at pictures")]
    [InlineData("judge={ clip: { checkpoint: checkpoint, card: card.json }, numbers: bf16 }", "a zero-shot CLIP computes in fp32")]
    public void Judges_compute_in_fp32_or_bf16(string overrides, string message) => A_mistake_is_told(overrides, message);

    [Fact]
    public void A_classifier_may_be_a_download()
    {
        string[] overrides = [$"download.styles={{ file: '{world.In("style50.pth")}' }}", $"judge.classifiers={{ style: styles, object: '{world.In("style50_cls.pth")}' }}"];
        Assert.Empty(world.Problems(world.Config(), overrides));
        var steps = ExperimentLoader.Load(world.Options(world.Config(), overrides)).Steps();
        var plain = ExperimentLoader.Load(world.Options(world.Config())).Steps();
        Assert.All(new[] { plain, steps }, all => Assert.Equal(new SourcePath(world.In("style50.pth")), Unlearn(all).Inputs["judge-style"]));
        // Where it lies is in no key, for its content is an input.
        Assert.Equal(CanonicalJson.Write(Unlearn(plain).Parameters), CanonicalJson.Write(Unlearn(steps).Parameters));

        static Step Unlearn(IReadOnlyList<Step> steps) => steps.Single(s => s.Id == "Unlearn/pop-art");
    }

    [Fact]
    public void Single_precision_that_is_said_has_the_key_of_what_is_left_out()
    {
        Assert.Equal(CanonicalJson.Write(new JudgeOptions().ForKey()), CanonicalJson.Write(new JudgeOptions { Numbers = PictureNumbers.Fp32 }.ForKey()));
        Assert.NotEqual(CanonicalJson.Write(new JudgeOptions().ForKey()), CanonicalJson.Write(new JudgeOptions { Numbers = PictureNumbers.Bf16 }.ForKey()));
        Assert.Null(new FidOptions { Inception = "i", Numbers = PictureNumbers.Fp32, TransformInput = false }.Network);
        Assert.Equal(new FidNetwork(null, PictureNumbers.Bf16), new FidOptions { Inception = "i", Numbers = PictureNumbers.Bf16 }.Network);
        Assert.Equal(new FidNetwork(true, null), new FidOptions { Inception = "i", TransformInput = true }.Network);
    }

    [Theory]
    [InlineData("Unlearn/pop-art", "generate.steps=3", "generate.steps: 2 -> 3")]
    [InlineData("Unlearn/pop-art", "unlearn.search.pictures=1", "unlearn.search.pictures: 2 -> 1")]
    [InlineData("Unlearn/pop-art", "judge.numbers=bf16", "judge.numbers: absent -> Bf16")]
    [InlineData("Unlearn/ga-0.001-pop-art", "generate.steps=3", "generate.steps: 2 -> 3")]
    [InlineData("Evaluate/seen-original", "judge.numbers=bf16", "judge.numbers: absent -> Bf16")]
    [InlineData("Evaluate/seen-original", "fid.numbers=bf16", "fid: absent -> {numbers: Bf16}")]
    [InlineData("Evaluate/real-pictures", "fid.numbers=bf16", "fid.numbers: absent -> Bf16")]
    [InlineData("Evaluate/real-pictures", "fid.transformInput=true", "fid.transformInput: absent -> true")]
    public void A_changed_setting_is_called_as_in_the_config(string step, string overrides, string change)
    {
        string[] all = [$"download.inception={{ file: '{world.In("clip.safetensors")}' }}", "fid={ inception: inception }", "compare=[{ method: ga, learningRate: 0.001 }]"];
        var (was, now) = (Of(all), Of([.. all, overrides]));
        Assert.Equal(was.ParametersPath, now.ParametersPath);
        Assert.Equal([change], ParameterDifference.Between(CanonicalJson.Write(was.Parameters), CanonicalJson.Write(now.Parameters), now.ParametersPath).Select(c => c.ToString()));

        Step Of(string[] set) => ExperimentLoader.Load(world.Options(world.Config(), set)).Steps().Single(s => s.Id == step);
    }
}
