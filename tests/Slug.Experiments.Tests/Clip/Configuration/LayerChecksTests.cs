using Slug.Experiments.Configuration;
using Slug.Experiments.Tests.Data.Pairs;
using Slug.Models.Clip;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Tests.Clip.Configuration;

public sealed class LayerChecksTests
{
    [Theory]
    [InlineData("unlearn.layer=visual.transformer.resblocks.0.mlp.c_fc.wieght", "'visual.transformer.resblocks.0.mlp.c_fc.wieght' is no candidate layer of configs/models/emoji-vit-8.json; did you mean 'visual.transformer.resblocks.0.mlp.c_fc.weight'")]
    [InlineData("unlearn.layer=deepst", "'deepst' is no candidate layer of configs/models/emoji-vit-8.json; did you mean 'deepest'")]
    [InlineData("unlearn.candidates=[paretto]", "'paretto' is no candidate layer of configs/models/emoji-vit-8.json; did you mean 'pareto'?")]
    [InlineData("unlearn.candidates=[visual.proj, text_projection, visual.proj]", "'visual.proj' is named twice")]
    [InlineData("unlearn.candidates=[visual.proj, pareto]", "'pareto' is a rule and stands alone; name layers, or give the rule only")]
    // A layer of a deeper model, one that is no weight, and one of the other layout.
    [InlineData("unlearn.layer=visual.transformer.resblocks.99.mlp.c_fc.weight", "no candidate layer")]
    [InlineData("unlearn.layer=visual.transformer.resblocks.0.mlp.c_fc.bias", "no candidate layer")]
    [InlineData("unlearn.layer=vision_model.encoder.layers.0.mlp.fc1.weight", "; in the layout of its checkpoint that is 'visual.transformer.resblocks.0.mlp.c_fc.weight'")]
    public void A_layer_that_the_model_does_not_have_is_told_before_anything_runs(string change, string message)
    {
        var problem = Assert.Single(Problems(() => Tiny(change)));
        Assert.StartsWith($"--set {change.Split('=')[0]}", problem);
        Assert.Contains(message, problem);
    }

    [Fact]
    public void Every_name_is_told_with_its_file_and_line()
    {
        var folder = Directory.CreateTempSubdirectory("slug-layers-").FullName;
        try
        {
            var path = Path.Combine(folder, "c.yaml");
            File.WriteAllText(path, $"extends: {Path.Combine(Repository.Root, "configs/ci/tiny.yaml")}\nunlearn:\n  candidates:\n    - visual.proj\n    - visual.poj\n  layer: text_projecton\n");
            var problems = Problems(() => ExperimentLoader.Load(new RunOptions { RepositoryRoot = Repository.Root, ConfigPath = path }));
            Assert.Equal(2, problems.Count);
            Assert.Matches("c.yaml:5: 'visual.poj' is no candidate layer of .*; did you mean 'visual.proj'", problems[0]);
            Assert.Matches("c.yaml:6: 'text_projecton' is no candidate layer of .*; did you mean 'text_projection'", problems[1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Names_are_those_of_the_checkpoints_layout()
    {
        using var own = new OwnFolder();
        own.Publish(ClipLayout.HuggingFace);
        Assert.Empty(own.Problems("{ from: pictures }", "unlearn.layer=vision_model.encoder.layers.1.self_attn.q_proj.weight"));
        var problem = Assert.Single(own.Problems("{ from: pictures }", "unlearn.layer=visual.transformer.resblocks.1.attn.in_proj_weight"));
        Assert.EndsWith(
            "; in the layout of its checkpoint that is 'vision_model.encoder.layers.1.self_attn.q_proj.weight' or 'vision_model.encoder.layers.1.self_attn.k_proj.weight' or 'vision_model.encoder.layers.1.self_attn.v_proj.weight'",
            problem);
        // Hugging Face's norms are no candidates.
        Assert.Single(own.Problems("{ from: pictures }", "unlearn.layer=vision_model.encoder.layers.1.layer_norm1.weight"));
    }

    [Theory]
    [InlineData("unlearn.layer=visual.transformer.resblocks.1.attn.in_proj_weight")]
    [InlineData("unlearn.layer=deepest")]
    [InlineData("unlearn.candidates=[visual.proj, text_projection]")]
    [InlineData("unlearn.candidates=[near]")]
    public void What_the_model_has_is_right(string change) => Assert.NotNull(Tiny(change));

    private static Experiments.Graph.Experiment Tiny(string change) => ExperimentLoader.Load(new RunOptions
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, "configs/ci/tiny.yaml"),
        Overrides = [change],
    });

    private static List<string> Problems(Action load) => [.. Assert.Throws<ConfigurationException>(load).Problems.Select(p => p.ToString())];
}
