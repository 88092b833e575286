using Slug.Experiments.Clip.Inputs;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Clip.Inputs;

/// <summary>Views of a forget set's pictures.</summary>
public sealed class ForgetViewsTests
{
    private static readonly ForgetViews Three = new(3, new AugmentationOptions(), 5);

    [Fact]
    public void They_follow_from_the_seed()
    {
        using var scope = NewDisposeScope();
        var (first, second, other) = (Pictures(Three), Pictures(Three), Pictures(Three with { Seed = 6 }));
        Assert.Equal(8, first.Count);
        Assert.All(first.Zip(second), pair => Assert.True(pair.First.Equals(pair.Second)));
        // The pictures themselves come first, whatever the seed; their views differ from them and from each other.
        Assert.True(first[0].Equals(other[0]) && first[4].Equals(other[4]));
        Assert.False(first[1].Equals(other[1]));
        Assert.Equal(4, first.Take(4).Select(t => t.sum().item<float>()).Distinct().Count());
    }

    [Fact]
    public void The_gradient_over_them_is_the_mean_of_the_gradients_of_each()
    {
        using var scope = NewDisposeScope();
        using var model = ClipModel.Create(Config, 1);
        using var all = GradientComputation.Compute(model, Three.AddTo(Batches()), Objective.Forget);
        Assert.Equal(8, all.Batches);
        var alone = Three.AddTo(Batches()).Select(batch => GradientComputation.Compute(model, [batch], Objective.Forget)).ToList();
        foreach (var name in (string[])["visual.proj", "text_projection", "visual.conv1.weight"])
            Assert.True(all[name].allclose(stack(alone.Select(g => g[name])).mean([0]), 1e-4, 1e-7), name);
    }

    private static ClipConfig Config => ClipConfig.Parse("""
        { "embed_dim": 8, "vision_cfg": { "image_size": 16, "layers": 1, "width": 64, "head_width": 64, "patch_size": 8 },
          "text_cfg": { "context_length": 6, "vocab_size": 30, "width": 8, "heads": 2, "layers": 1 } }
        """);

    private static List<Tensor> Pictures(ForgetViews views) => [.. views.AddTo(Batches()).Select(batch =>
    {
        using (batch) return batch.Images.clone();
    })];

    /// <summary>Two batches of two pictures.</summary>
    private static IEnumerable<PairBatch> Batches()
    {
        for (var i = 0; i < 2; i++)
        {
            using var generator = new Generator((ulong)i);
            yield return new PairBatch(
                randn(2, 3, 16, 16, generator: generator).DetachFromDisposeScope(), tensor(new long[] { 28, 3 + i, 5, 29, 0, 0, 28, 7, 29, 0, 0, 0 }, [2, 6]).DetachFromDisposeScope());
        }
    }
}
