using Slug.Basics;
using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public class ClipTrainTransformTests
{
    [Fact]
    public void Crops_have_the_shares_and_ratios_asked_for()
    {
        var transform = new ClipTrainTransform(32);
        var random = new SeededRandom(1);
        for (var i = 0; i < 500; i++)
        {
            var crop = transform.Choose(400, 300, random);
            Assert.InRange(crop.X, 0, 400 - crop.Width);
            Assert.InRange(crop.Y, 0, 300 - crop.Height);
            Assert.InRange(crop.Width * crop.Height / 120_000.0, 0.89, 1.0);
            Assert.InRange((double)crop.Width / crop.Height, 0.74, 1.35);
        }
    }

    [Fact]
    public void An_image_too_long_for_any_ratio_gives_its_middle()
    {
        var crop = new ClipTrainTransform(32).Choose(1000, 30, new SeededRandom(1));
        Assert.Equal(new PixelWindow(480, 0, 40, 30), crop);
    }

    [Fact]
    public void The_seed_decides()
    {
        var encoded = GoldenFiles.Read("preprocess/4_300x301_L.jpg");
        var transform = new ClipTrainTransform(24);
        var a = transform.Apply(encoded, new SeededRandom(1));
        Assert.Equal(3 * 24 * 24, a.Length);
        Assert.Equal(a, transform.Apply(encoded, new SeededRandom(1)));
        Assert.NotEqual(a, transform.Apply(encoded, new SeededRandom(2)));
    }

    [Fact]
    public void The_part_is_cut_out_first_and_resized_then()
    {
        // Whatever part is drawn of an image of one colour, the tensor is that colour.
        var encoded = new RgbImage(40, 30, [.. Enumerable.Repeat((byte[])[200, 100, 50], 1200).SelectMany(pixel => pixel)]).ToPng();
        var tensor = new ClipTrainTransform(8, 0.5, 0.6).Apply(encoded, new SeededRandom(3));
        Assert.All(tensor[..64], value => Assert.Equal(Normalized(200, 0), value, 1e-6));
        Assert.All(tensor[128..], value => Assert.Equal(Normalized(50, 2), value, 1e-6));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.9, 0.8)]
    [InlineData(0.9, 1.1)]
    public void Shares_must_be_in_order(double min, double max) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipTrainTransform(32, min, max));

    private static float Normalized(byte value, int channel) =>
        ((value / 255f) - ClipNormalization.Mean[channel]) / ClipNormalization.Deviation[channel];
}
