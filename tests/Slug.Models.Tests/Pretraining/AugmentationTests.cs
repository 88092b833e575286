using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Models.Training;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Pretraining;

public class AugmentationTests
{
    private static readonly AugmentationOptions None = new() { Flip = 0, Scale = 0, Shift = 0, Rotation = 0, Colour = 0 };

    private static Tensor Images() => randint(0, 256, new long[] { 4, 3, 8, 8 }, ScalarType.Byte, generator: new Generator(3));

    [Fact]
    public void Nothing_drawn_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var images = Images();
        Near(ClipNormalization.FromBytes(images), new Augmentation(None, new SeededRandom(1)).Apply(images));
    }

    [Fact]
    public void A_sure_flip_mirrors()
    {
        using var scope = NewDisposeScope();
        var images = Images();
        Near(ClipNormalization.FromBytes(images).flip(3), new Augmentation(None with { Flip = 1 }, new SeededRandom(1)).Apply(images));
    }

    [Fact]
    public void What_comes_into_view_is_white()
    {
        using var scope = NewDisposeScope();
        var black = zeros(16, 3, 8, 8, ScalarType.Byte);
        var moved = new Augmentation(None with { Shift = 0.9 }, new SeededRandom(1)).Apply(black);
        var white = ClipNormalization.FromBytes(full(1, 3, 1, 1, 255, ScalarType.Byte));
        var ink = ClipNormalization.FromBytes(zeros(1, 3, 1, 1, ScalarType.Byte));
        Assert.True((moved.amax([0, 2, 3]) - white.flatten()).abs().max().item<float>() < 1e-5f);
        Assert.True((moved.amin([0, 2, 3]) - ink.flatten()).abs().max().item<float>() < 1e-5f);
    }

    [Fact]
    public void Colours_keep_their_range_and_grey_stays_grey()
    {
        using var scope = NewDisposeScope();
        var grey = full(32, 3, 2, 2, 128, ScalarType.Byte);
        var coloured = new Augmentation(None with { Colour = 0.3 }, new SeededRandom(1)).Apply(grey);
        var std = tensor(ClipNormalization.Std.ToArray(), [1, 3, 1, 1]);
        var mean = tensor(ClipNormalization.Mean.ToArray(), [1, 3, 1, 1]);
        var pixels = coloured * std + mean;
        Assert.True((pixels.amax([1]) - pixels.amin([1])).max().item<float>() < 1e-5f);
        Assert.InRange(pixels.min().item<float>(), 0, 0.5f);
        Assert.InRange(pixels.max().item<float>(), 0.5f, 1);
    }

    [Fact]
    public void The_seed_decides_the_augmentation()
    {
        using var scope = NewDisposeScope();
        var images = Images();
        Tensor Draw(ulong seed) => new Augmentation(new AugmentationOptions(), new SeededRandom(seed)).Apply(images);
        Assert.True(Draw(1).Equals(Draw(1)));
        Assert.False(Draw(1).Equals(Draw(2)));
    }

    private static void Near(Tensor expected, Tensor actual) => Assert.True((expected - actual).abs().max().item<float>() < 1e-4f);
}
