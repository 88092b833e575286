using Slug.Experiments.Configuration;

namespace Slug.Experiments.Tests.Clip.Configuration;

/// <summary>Bytes of models by hand: a float32 ViT-B-32 of 151.28 million parameters has 0.5636 GiB.</summary>
public sealed class ClipEstimatesTests
{
    private const double Weights = 151_277_313 * 4.0 / (1 << 30);

    [Fact]
    public void What_a_config_leaves_open_is_computed_of_its_models_size_and_its_counts()
    {
        var estimates = Load("clip-vit-b-32");
        Assert.Equal((Weights, 2 * Weights, 1.0), Rounded(estimates["Pretrain"]));
        // Five people: each by SLUG and by nine other rows.
        Assert.Equal(50 * Weights, estimates["Unlearn"].GiB!.Value, 1e-3);
        // The retain gradient once, and a tenth of one for each person.
        Assert.Equal(1.5 * Weights, estimates["ComputeGrads"].GiB!.Value, 1e-3);
        // AdamW: weights, gradients, two moments; and what is kept of 32 pairs.
        Assert.InRange(estimates["Unlearn"].MemoryGiB!.Value, 4 * Weights, 4 * Weights + 4);
        // What the config says stands.
        Assert.Equal((10.9, 2.0, 65.0), Rounded(estimates["Download"]));
        Assert.Equal(7, Load("clip-vit-b-32", "estimates.Unlearn.giB=7")["Unlearn"].GiB);
        // Three groups are three models more, without the other rows.
        Assert.Equal(8 * Weights, Load("multi-concept")["Unlearn"].GiB!.Value, 1e-3);
        Assert.Equal(6 * Weights, Load("clip-vit-b-32", "grads.store=all")["ComputeGrads"].GiB!.Value, 1e-3);
    }

    [Fact]
    public void A_config_without_estimates_has_none() => Assert.Empty(Load("clip-vit-b-32", "estimates=null"));

    private static (double, double, double) Rounded(StageEstimate estimate) => (Round(estimate.GiB), Round(estimate.MemoryGiB), Round(estimate.Minutes));

    private static double Round(double? value) => Math.Abs(value!.Value - Weights) < 1e-3 ? Weights : Math.Abs(value.Value - (2 * Weights)) < 1e-3 ? 2 * Weights : value.Value;

    private static IReadOnlyDictionary<string, StageEstimate> Load(string config, params string[] overrides) => ExperimentLoader.Load(new RunOptions
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, $"configs/paper/{config}.yaml"),
        Overrides = overrides,
    }).Estimates;
}
