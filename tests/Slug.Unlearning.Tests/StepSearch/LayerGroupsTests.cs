using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

public class LayerGroupsTests
{
    [Theory]
    [InlineData("golden", LayerGroups.ParetoLayers)]
    [InlineData("deeper", LayerGroups.ParetoLayers)]
    [InlineData("golden", LayerGroups.WholeModel)]
    [InlineData("deeper", LayerGroups.WholeModel)]
    public void Several_layers_move_together_with_the_plain_paths_numbers(string model, string group)
    {
        using var scene = SearchScene.Of(model);
        var before = TinyClip.Snapshot(scene.Model);
        var move = LayerGroups.Of(group, scene.Model.Layers, scene.Table, scene.Forget);
        var layers = move.Layers;
        Assert.Contains(layers, l => l.StartsWith("visual.", StringComparison.Ordinal));
        Assert.Contains(layers, l => !l.StartsWith("visual.", StringComparison.Ordinal));
        var options = new StepSearchOptions { FullTrace = true, Evaluations = 5 };
        var plain = StepSizeSearch.Run(scene.Model.Layers, move, scene.Forget, scene.PlainProbe(), options);
        using var probe = scene.FastProbe();
        var fast = StepSizeSearch.Run(scene.Model.Layers, move, scene.Forget, probe, options);
        Assert.Equal(plain.Trace, fast.Trace);
        Assert.Equal((group, plain.Reported, plain.RelativeChange), (fast.Layer, fast.Reported, fast.RelativeChange));
        Assert.Equal(Norm(layers.Select(l => (Tensor)scene.Model.get_parameter(l)!)) / Norm(layers.Select(l => scene.Forget[l])) / 10, fast.Trace[0].Lambda, 1e-4 * fast.Trace[0].Lambda);
        Assert.True(fast.Trace.Select(e => (e.Forget, e.Retained)).Distinct().Count() > 1);
        Assert.Equal(before, TinyClip.Snapshot(scene.Model));
        // A single layer after a group is measured as before it.
        var two = scene.Table.Layers.Where(l => l.Name is "visual.proj" or "text_projection").ToList();
        Assert.Equal(scene.Search(scene.PlainProbe(), two).Layers.SelectMany(l => l.Trace), scene.Search(probe, two).Layers.SelectMany(l => l.Trace));
    }

    [Fact]
    public void A_group_of_one_layer_is_the_search_of_that_layer()
    {
        using var scene = SearchScene.Of("deeper");
        using var probe = scene.FastProbe();
        foreach (var layer in new[] { "visual.proj", "transformer.resblocks.1.mlp.c_fc.weight" })
        {
            var alone = scene.Search(probe, [.. scene.Table.Layers.Where(l => l.Name == layer)]).Layers[0];
            var group = StepSizeSearch.Run(scene.Model.Layers, new LayerMove("name", [layer]), scene.Forget, probe, new StepSearchOptions { FullTrace = true, Evaluations = 5 });
            Assert.Equal(alone.Trace, group.Trace);
            Assert.Equal(("name", alone.Reported, alone.RelativeChange), (group.Layer, group.Reported, group.RelativeChange));
        }
    }

    [Fact]
    public void The_whole_model_is_every_parameter_that_the_loss_depends_on()
    {
        using var scene = SearchScene.Of("golden");
        var layers = LayerGroups.Of(LayerGroups.WholeModel, scene.Model.Layers, scene.Table, scene.Forget).Layers;
        Assert.Contains("token_embedding.weight", layers);
        Assert.Contains("visual.class_embedding", layers);
        Assert.Contains("ln_final.bias", layers);
        Assert.DoesNotContain("logit_scale", layers);
        Assert.True(layers.Count > scene.Table.Layers.Count);
    }

    [Fact]
    public void The_whole_model_needs_all_gradients_and_a_group_a_name()
    {
        using var scene = SearchScene.Of("golden");
        using var few = GradientComputation.Compute(scene.Model, TinyClip.Batches("forget"), Objective.Forget, only: n => n == "visual.proj");
        Assert.StartsWith("The whole model's update needs the gradient of every parameter: set grads.store to 'all'.", Assert.Throws<ArgumentException>(() => LayerGroups.Of(LayerGroups.WholeModel, scene.Model.Layers, scene.Table, few)).Message);
        Assert.StartsWith("There is no group of layers 'half'; there are 'pareto-layers' and 'whole-model'.", Assert.Throws<ArgumentException>(() => LayerGroups.Of("half", scene.Model.Layers, scene.Table, scene.Forget)).Message);
        using var probe = scene.FastProbe();
        Assert.Contains("no layers", Assert.Throws<ArgumentException>(() => StepSizeSearch.Run(scene.Model.Layers, new LayerMove("none", []), scene.Forget, probe, new StepSearchOptions())).Message);
    }

    private static double Norm(IEnumerable<Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        return cat([.. tensors.Select(t => t.detach().flatten())]).norm().item<float>();
    }
}
