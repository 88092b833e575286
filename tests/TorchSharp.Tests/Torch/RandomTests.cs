using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection("alone")]
public class RandomTests
{
    [Fact]
    public void TheSameSeedGivesTheSameNumbers()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var first = cat([rand(5), randn(5), randperm(5), randint(0, 100, [5])]);
        manual_seed(7);
        var again = cat([rand(5), randn(5), randperm(5), randint(0, 100, [5])]);
        manual_seed(8);
        Assert.True(first.Equals(again));
        Assert.False(first.Equals(cat([rand(5), randn(5), randperm(5), randint(0, 100, [5])])));
    }

    [Fact]
    public void TheFirstNumbersAfterASeedArePyTorchs()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        Expect.Values([3], [0.4963, 0.7682, 0.0885], rand(3), 5e-5);
        manual_seed(0);
        Expect.Values([3], [1.5410, -0.2934, -2.1788], randn(3), 5e-5);
    }

    [Fact]
    public void GeneratorsAreStreamsOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        using var a = new Generator(3);
        using var b = new Generator(3);
        Assert.Equal(3, a.initial_seed());
        var first = rand(4, generator: a);
        rand(10);
        Assert.True(first.Equals(rand(4, generator: b)));
        Assert.True(randperm(9, generator: a).Equals(randperm(9, generator: b)));
        Assert.True(randint(50, [9], generator: a).Equals(randint(50, [9], generator: b)));
        a.manual_seed(4);
        b.manual_seed(4);
        Assert.True(zeros(4).normal_(generator: a).Equals(zeros(4).normal_(generator: b)));
        Assert.True(zeros(4).uniform_(-1, 1, a).Equals(zeros(4).uniform_(-1, 1, b)));
    }

    [Fact]
    public void StatesCanBeKeptAndRestored()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        rand(3, generator: generator);
        var state = generator.get_state();
        var next = rand(3, generator: generator);
        generator.set_state(state);
        Assert.True(next.Equals(rand(3, generator: generator)));

        var global = get_rng_state();
        var drawn = rand(3);
        set_rng_state(global);
        Assert.True(drawn.Equals(rand(3)));
    }

    [Fact]
    public void NumbersFollowTheirDistributions()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var uniform = zeros(10000).uniform_(2, 4);
        Assert.InRange(uniform.min().item<float>(), 2f, 2.01f);
        Assert.InRange(uniform.mean().item<float>(), 2.95f, 3.05f);
        var normal = zeros(10000).normal_(5, 2);
        Assert.InRange(normal.mean().item<float>(), 4.9f, 5.1f);
        Assert.InRange(normal.std().item<float>(), 1.9f, 2.1f);
        Assert.InRange(zeros(10000).bernoulli_(0.3).mean().item<float>(), 0.28f, 0.32f);
        Assert.True(randperm(50).sort().Values.Equals(arange(50)));
        var picks = multinomial(tensor([0f, 1f, 3f]), 1000, true);
        Assert.InRange((picks == 2).to(ScalarType.Float32).mean().item<float>(), 0.7f, 0.8f);
    }
}

/// <summary>Tests that touch what the whole process shares run by themselves.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;
