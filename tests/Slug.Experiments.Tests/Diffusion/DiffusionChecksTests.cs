using Slug.Experiments.Configuration;
using Slug.Models.Checkpoints;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Tests.Diffusion;

/// <summary>What is wrong with a config is told before anything runs, with its line.</summary>
public sealed class DiffusionChecksTests
{
    [Theory]
    [InlineData("unlearn.concepts=[roket]", "'roket' is no label that prompts ask for (did you mean 'rocket'")]
    [InlineData("unlearn.concepts=[rocket, rocket]", "'rocket' is named twice")]
    [InlineData("generate.prompts=['an emoji of {object}']", "the prompt 'an emoji of {object}' has no {style}")]
    [InlineData("generate.prompts=['a {style} emoji of {object} {size}']", "has {size}, which is no domain of generate.labels")]
    [InlineData("generate.seeds=[1, 1]", "1 is named twice")]
    [InlineData("grid.styles={ outline: opnmoji, comic: twemoji }", "'opnmoji' is none of emoji.trainVendors; did you mean 'openmoji'")]
    [InlineData("grid.forgetCaption=a thing", "must have {object} in it")]
    [InlineData("grid.forgetCaption='a {style} {object}'", "has {style}, which nothing is put in for: it may have {object}")]
    [InlineData("grid.styleForgetCaption='a {style} {objct}'", "has {objct}, which nothing is put in for: it may have {style}")]
    [InlineData("unlearn.layer=[text_model.encoder.layers.0.self_attn.v_proj.weight]", "in the layout of its checkpoint that is 'transformer.resblocks.0.attn.in_proj_weight'")]
    [InlineData("training.size=18", "must be a multiple of 4")]
    [InlineData("compare=[{ method: ucee }]", "'ucee' is no method (did you mean 'uce'")]
    [InlineData("compare=[{ method: slug }]", "is what unlearn does itself")]
    [InlineData("compare=[{ method: slug, damping: 0.1 }]", "only the whitened direction has a damping")]
    [InlineData("compare=[{ method: uce, direction: whitened }]", "are those of slug, which 'uce' is not")]
    [InlineData("compare=[{ method: slug, direction: whitened, stay: 1 }]", "are those of uce and rece, which 'slug' is not")]
    [InlineData("compare=[{ method: uce, left: 0.1 }]", "are those of slug, which 'uce' is not")]
    [InlineData("compare=[{ method: slug, left: 0.1 }, { method: slug, left: 0.1 }]", "the comparison with slug left 0.1 is listed twice")]
    [InlineData("compare=[{ method: gaft }]", "'gaft' needs a learningRate")]
    [InlineData("compare=[{ method: razor, learningRate: 1e-4 }]", "'learningRate' and 'epochs' are those of methods that train, which 'razor' is not")]
    [InlineData("compare=[{ method: razor }, { method: razor, alpha: 1 }]", "the comparison with razor 1 0.5 1 is listed twice")]
    [InlineData("compare=[{ method: uce, tau: 0.1 }]", "are razor's, which 'uce' is not")]
    [InlineData("compare=[{ method: uce, batch: 8 }]", "'batch' is that of methods that train and of razor, which 'uce' is not")]
    [InlineData("compare=[{ method: slug, direction: whitened }, { method: slug, direction: whitened }]", "the comparison with slug whitened is listed twice")]
    [InlineData("generate.otherSeeds=3", "there are 2 seeds in all")]
    [InlineData("exportRanks=[0]", "ranks are at least 1")]
    [InlineData("judge.train=null", "names nobody")]
    [InlineData("training=null", "a config has either 'pipeline'")]
    [InlineData("pipeline.path=nowhere", "a config has either 'pipeline'")]
    [InlineData("judge.classes={ object: [rocket] }", "is of 'classifiers', whose classes it lists in their order; leave it out")]
    [InlineData("unlearn.layer=visual.proj", "'visual.proj' is a layer of the vision tower")]
    [InlineData("compare=[{ method: slug, layer: [visual.proj] }]", "'visual.proj' is a layer of the vision tower")]
    [InlineData("unlearn.layer=encoderFronts", "'encoderFronts' is")]
    [InlineData("compare=[{ method: slug, layer: [pareto, near] }]", "'near' is a rule and stands alone")]
    [InlineData("generate.labels={ size: [big, small] }", "has 3 domains; there may be 2 at most")]
    [InlineData("grid.styles={ Outline: openmoji, outline: twemoji }", "'Outline' and 'outline' are one name in the files of pictures, outline; name all but one otherwise")]
    [InlineData("grid.styles={ out_line: openmoji, out line: twemoji }", "'out line' and 'out_line' are one name in the files of pictures, out-line")]
    [InlineData("grid.styles={ '!!': openmoji, '??': twemoji }", "'!!' has no letter and no digit")]
    [InlineData("grid.styles={ '': openmoji, comic: twemoji }", "'' has no letter and no digit")]
    [InlineData("grid.styles={ other: openmoji, comic: twemoji }", "'other' is what classifiers call a picture of none of the labels")]
    [InlineData("grid.objects=[rocket, anchor, Rocket]", "'rocket' and 'Rocket' are one name in the files of pictures, rocket")]
    [InlineData("generate.labels={ style: [comic, Comic] }", "'comic' and 'Comic' are one name in the files of pictures, comic")]
    [InlineData("unlearn.concepts=[rocket, '']", "'' has no letter and no digit, by which steps and files could be called; name what is forgotten, or leave it out")]
    [InlineData("unlearn.concepts=[mean]", "'mean' is what tables call the row of means")]
    [InlineData("compare=[{ method: uce, guide: 'x {style}' }]", "'x {style}' has {style}, which nothing is put in for: a guide is one prompt for all concepts, as it stands")]
    [InlineData("training.channels=[0, 16]", "'training.channels' has 0; each must be 1 to 4096")]
    [InlineData("training.channels=[-16, 16]", "'training.channels' has -16; each must be 1 to 4096")]
    [InlineData("training.channels=[7, 16]", "'training.channels' has 7, which is no multiple of the 8 groups of training.normGroups")]
    [InlineData("training.channels=[16, 24]&training.heads=16", "'training.channels' has 24, which is no multiple of the 16 heads of training.heads")]
    [InlineData("training.channels=[7, 14]&training.heads=7&training.normGroups=7&training.autoencoderChannels=[7, 7]", "'training.channels' begins with 7, which must be even")]
    [InlineData("training.autoencoderChannels=[3, 5]", "'training.autoencoderChannels' has 5, which is no multiple of the 8 groups of training.normGroups")]
    [InlineData("training.autoencoderChannels=[8, 1000000]", "'training.autoencoderChannels' has 1000000; each must be 1 to 4096")]
    public void A_mistake_is_told(string overrides, string message) => Assert.Contains(Problems(overrides.Split('&')), p => p.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void A_rest_to_leave_is_of_a_search_by_pictures() =>
        Assert.Contains(Problems("unlearn.search.by=zeroShot", "compare=[{ method: slug, left: 0.2 }]"), p => p.Message.Contains("is of a search by pictures and bisection", StringComparison.Ordinal));

    [Theory]
    [InlineData("StableDiffusionXLPipeline", "not supported: SDXL")]
    [InlineData("StableDiffusion3Pipeline", "not supported: Stable Diffusion 3")]
    [InlineData(null, "is no pipeline: it has no model_index.json")]
    public void A_folder_that_is_no_pipeline_of_stable_diffusion_1_or_2_is_told(string? name, string message)
    {
        var folder = Directory.CreateTempSubdirectory("slug-pipeline-").FullName;
        try
        {
            if (name is not null) File.WriteAllText(Path.Combine(folder, "model_index.json"), $"{{\"_class_name\": \"{name}\"}}");
            Assert.Contains(Problems("training=null", $"pipeline.path={folder}"), p => p.Message.Contains(message, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_somebody_unlearned_of_another_model_is_told_where_the_pipeline_is_trained()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("slug-foreign-").FullName, "foreign.safetensors");
        try
        {
            Told("is none of what is read", "model.layers.0.mlp.weight", 3);
            Told("is none of what is read", "transformer.resblocks.7.mlp.c_fc.weight", 3);
            Told("has shape [3], the model needs [128].", "ln_final.weight", 3);
            SafetensorsWriter.Write(file, new Dictionary<string, TorchSharp.torch.Tensor> { ["ln_final.weight"] = TorchSharp.torch.zeros(128) });
            Assert.NotNull(ExperimentLoader.Load(Options($"unlearned=[{file}]")));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }

        void Told(string message, string tensor, int length)
        {
            SafetensorsWriter.Write(file, new Dictionary<string, TorchSharp.torch.Tensor> { [tensor] = TorchSharp.torch.zeros(length) });
            Assert.Contains(message, Assert.Single(Problems($"unlearned=[{file}]")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_pictures_size_is_what_all_levels_can_halve() =>
        Assert.Contains(
            Problems("training.size=20", "training.autoencoderChannels=[8, 16, 32]"), p => p.Message.StartsWith("must be a multiple of 8: training.autoencoderChannels has 3 levels", StringComparison.Ordinal));

    [Fact]
    public void Half_precision_on_a_cpu_is_refused()
    {
        var problems = Problems("training=null", $"pipeline.path={Repository.Root}", "pipeline.numbers=fp16");
        Assert.Contains(problems, p => p.Message.StartsWith("fp16 on a CPU is not supported", StringComparison.Ordinal));
    }

    [Fact]
    public void Sizes_that_fit_together_pass() =>
        Assert.NotNull(ExperimentLoader.Load(Options("training.channels=[12, 24]", "training.heads=3", "training.normGroups=6", "training.autoencoderChannels=[6, 12]")));

    [Fact]
    public void A_label_without_a_name_is_told_once_where_it_stands()
    {
        Assert.Equal(["'' has no letter and no digit, by which steps and files could be called; name the label otherwise"], Problems("grid.objects=[rocket, anchor, '']").Select(p => p.Message));
        Assert.Equal(["'' has no letter and no digit, by which steps and files could be called; name what is forgotten, or leave it out"], Problems("unlearn.concepts=['']").Select(p => p.Message));
    }

    private static IReadOnlyList<ConfigProblem> Problems(params string[] overrides) => Assert.Throws<ConfigurationException>(() => ExperimentLoader.Load(Options(overrides))).Problems;

    private static RunOptions Options(params string[] overrides) => new()
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, "configs/ci/diffusion.yaml"),
        Overrides = overrides,
        Device = "cpu",
    };
}
