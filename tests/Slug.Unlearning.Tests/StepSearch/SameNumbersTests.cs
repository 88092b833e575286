using Slug.Evaluation.Incremental;
using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>Whatever the search keeps, spills or visits first, its numbers are those of the whole model at every step.</summary>
public sealed class SameNumbersTests : IDisposable
{
    /// <summary>Room for about two of the four blocks' streams.</summary>
    private const long Part = 200_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-search-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("golden")]
    [InlineData("deeper")]
    public void Features_of_every_candidate_layer(string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var scene = SearchScene.Of(name);
        var kinds = new HashSet<string>();
        using var generator = new Generator(3);
        foreach (var layer in scene.Table.Layers)
        {
            var tower = LayerDepth.TowerOf(scene.Model, scene.Model.Layers[layer.Name]);
            var input = layer.Tower == Tower.Vision ? scene.Images.Images : scene.PaddedPrompts;
            var depth = LayerDepth.Of(scene.Model.Layers[layer.Name], tower);
            var encoder = new TailEncoder(tower, [input], [depth], new ActivationStore());
            var original = encoder.Encode(depth);
            Assert.True((tower.Encode(input) - original).abs().max().item<float>() < 1e-5f, layer.Name);
            using var direction = randn(scene.Model.get_parameter(layer.Name)!.shape, generator: generator);
            using var ascent = Directions.Of(layer.Name, direction);
            using var trial = new AppliedUpdate(scene.Model.Layers, [layer.Name], ascent);
            trial.Set(0.1);
            var moved = encoder.Encode(depth);
            Assert.True((tower.Encode(input) - moved).abs().max().item<float>() < 1e-5f, layer.Name);
            Assert.True((moved - original).abs().max().item<float>() > 1e-3f, layer.Name);
            encoder.Release();
            kinds.Add(string.Join('.', layer.Name.Split('.').Where(part => part is not ("visual" or "transformer" or "resblocks" or "weight") && !int.TryParse(part, out _))));
        }

        Assert.Equal(
            ["attn.in_proj_weight", "attn.out_proj", "conv1", "ln_1", "ln_2", "ln_final", "ln_post", "ln_pre", "mlp.c_fc", "mlp.c_proj", "proj", "text_projection"],
            kinds.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("golden")]
    [InlineData("deeper")]
    public void Every_accuracy_of_the_trace_of_every_layer(string name)
    {
        using var scene = SearchScene.Of(name);
        var plain = scene.Search(scene.PlainProbe());
        Assert.Contains(plain.Layers, l => l.Trace.Any(e => e.Forget.Top5 == 0) && l.Trace.Any(e => e.Forget.Top5 > 0));
        Assert.True(plain.Layers.SelectMany(l => l.Trace).Select(e => e.Retained).Distinct().Count() > 10);
        foreach (var (store, what) in Stores())
        {
            using var probe = scene.FastProbe(store);
            Assert.InRange(probe.Original.Top1, 0.9, 1);
            Traces.AssertSame(plain, scene.Search(probe), scene.Images.Where(l => l == scene.Concept).Count, what);
            Assert.True(store.Peak <= store.Limit, what);
        }
    }

    [Fact]
    public void The_order_of_the_layers_changes_neither_winner_nor_report()
    {
        using var scene = SearchScene.Of("deeper");
        using var probe = scene.FastProbe();
        var forward = scene.Search(probe, fullTrace: false);
        var backward = scene.Search(probe, [.. scene.Table.Layers.Reverse()], fullTrace: false);
        Assert.Equal(scene.Table.Layers.Select(l => l.Name), forward.Layers.Select(l => l.Layer));
        Assert.Equal(scene.Table.Layers.Reverse().Select(l => l.Name), backward.Layers.Select(l => l.Layer));
        Assert.NotNull(forward.Winner);
        Traces.AssertSame(forward, new LayerSearchResult([.. backward.Layers.Reverse()], backward.Winner), scene.Images.Where(l => l == scene.Concept).Count, "reversed");
    }

    [Fact]
    public void Skipping_what_is_not_reported_changes_neither_steps_nor_winner()
    {
        using var scene = SearchScene.Of("deeper");
        using var probe = scene.FastProbe();
        var full = scene.Search(probe, fullTrace: true);
        var lazy = scene.Search(probe, fullTrace: false);
        Assert.Equal(full.Winner!.Reported, lazy.Winner!.Reported);
        Assert.All(full.Layers.Zip(lazy.Layers), pair =>
        {
            Assert.Equal(pair.First.Trace.Select(e => (e.Lambda, e.Forget)), pair.Second.Trace.Select(e => (e.Lambda, e.Forget)));
            Assert.Equal(pair.First.Reported, pair.Second.Reported);
            Assert.All(pair.First.Trace, e => Assert.False(e.RetainedSkipped));
            Assert.All(pair.Second.Trace, e => Assert.Equal(e != pair.Second.Reported, e.RetainedSkipped));
        });
    }

    [Fact]
    public void Half_precision_stays_within_its_digits()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var scene = SearchScene.Of("deeper");
        var encoder = new TailEncoder(scene.Model.Visual, [scene.Images.Images], [3], new ActivationStore(new ActivationOptions { Precision = ActivationPrecision.Fp16 }));
        var difference = (scene.Model.Visual.Encode(scene.Images.Images) - encoder.Encode(3)).abs().max().item<float>();
        encoder.Release();
        Assert.InRange(difference, 1e-6f, 1e-2f);
    }

    private IEnumerable<(ActivationStore Store, string What)> Stores()
    {
        yield return (new ActivationStore(), "everything fits");
        yield return (new ActivationStore { Limit = 0 }, "nothing fits");
        yield return (new ActivationStore { Limit = Part }, "a part fits");
        yield return (new ActivationStore(new ActivationOptions { Spill = ActivationSpill.Disk }, _folder) { Limit = Part }, "the rest on disk");
    }
}
