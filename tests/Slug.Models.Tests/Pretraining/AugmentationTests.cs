using Slug.Basics;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
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
        Near(FromBytes(images), new Augmentation(None, new SeededRandom(1)).Apply(images));
    }

    [Fact]
    public void A_sure_flip_mirrors()
    {
        using var scope = NewDisposeScope();
        var images = Images();
        Near(FromBytes(images).flip(3), new Augmentation(None with { Flip = 1 }, new SeededRandom(1)).Apply(images));
    }

    [Fact]
    public void What_comes_into_view_is_white()
    {
        using var scope = NewDisposeScope();
        var black = zeros(16, 3, 8, 8, ScalarType.Byte);
        var moved = new Augmentation(None with { Shift = 0.9 }, new SeededRandom(1)).Apply(black);
        var white = FromBytes(full(1, 3, 1, 1, 255, ScalarType.Byte));
        var ink = FromBytes(zeros(1, 3, 1, 1, ScalarType.Byte));
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
    public void A_turn_of_the_hue_keeps_greys_and_the_sum_of_each_colour()
    {
        using var scope = NewDisposeScope();
        // Dim enough that no turned colour leaves the range, where it would be cut off.
        var colours = full(16, 3, 2, 2, 120, ScalarType.Byte);
        colours[.., 0] = 140;
        var turned = Pixels(new Augmentation(None with { Hue = Math.PI }, new SeededRandom(1)).Apply(colours));
        Assert.True((turned.sum(1) - ((140 + 120 + 120) / 255f)).abs().max().item<float>() < 1e-4f);
        Assert.True(turned.select(0, 0).sub(turned.select(0, 1)).abs().max().item<float>() > 0.01f, "two pictures were turned alike");
        var grey = full(16, 3, 2, 2, 128, ScalarType.Byte);
        Near(FromBytes(grey), new Augmentation(None with { Hue = Math.PI }, new SeededRandom(1)).Apply(grey));
    }

    [Fact]
    public void A_picture_without_colour_has_the_luminance_that_it_had()
    {
        using var scope = NewDisposeScope();
        var images = Images();
        var pixels = Pixels(new Augmentation(None with { Grey = 1 }, new SeededRandom(1)).Apply(images));
        // ITU-R BT.601.
        var luma = images.to_type(ScalarType.Float32).div(255).mul(tensor(new[] { 0.299f, 0.587f, 0.114f }, [1, 3, 1, 1])).sum(1, keepdim: true);
        Near(luma.expand(-1, 3, -1, -1), pixels);
    }

    [Fact]
    public void What_is_not_asked_for_draws_no_number()
    {
        using var scope = NewDisposeScope();
        var images = Images();
        Tensor Draw(AugmentationOptions options) => new Augmentation(options, new SeededRandom(4)).Apply(images);
        Assert.True(Draw(new AugmentationOptions()).Equals(Draw(new AugmentationOptions { Hue = 0, Grey = 0 })));
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

    private static Tensor Pixels(Tensor normalised) =>
        normalised.mul(tensor(ClipNormalization.Std.ToArray(), [1, 3, 1, 1])).add(tensor(ClipNormalization.Mean.ToArray(), [1, 3, 1, 1]));

    private static void Near(Tensor expected, Tensor actual) => Assert.True((expected - actual).abs().max().item<float>() < 1e-4f);

    private static Tensor FromBytes(Tensor images) => ClipNormalization.Apply(images.to_type(ScalarType.Float32).div(255));
}
