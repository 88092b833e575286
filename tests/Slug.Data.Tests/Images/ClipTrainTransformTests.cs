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

    // The windows are those of a program in another language: an area, a ratio of the sides and a place from SplitMix64.
    [Theory]
    [InlineData(3, 9, 7, 26, 23)]
    [InlineData(6, 6, 0, 26, 27)]
    [InlineData(7, 16, 1, 22, 29)]
    public void The_part_is_cut_out_first_and_resized_then(ulong seed, int x, int y, int width, int height)
    {
        var window = new PixelWindow(x, y, width, height);
        Assert.Equal(window, new ClipTrainTransform(8, 0.5, 0.6).Choose(40, 30, new SeededRandom(seed)));
        // The part is of one colour and all around it is another: of a picture that was resized first, or cut elsewhere, some of the other would be seen.
        var pixels = Enumerable.Range(0, 1200).SelectMany(i => IsInside(window, i % 40, i / 40) ? (byte[])[200, 100, 50] : [0, 255, 255]);
        var tensor = new ClipTrainTransform(8, 0.5, 0.6).Apply(new RgbImage(40, 30, [.. pixels]).ToPng(), new SeededRandom(seed));
        Assert.All(tensor[..64], value => Assert.Equal(Normalized(200, 0), value, 1e-6));
        Assert.All(tensor[64..128], value => Assert.Equal(Normalized(100, 1), value, 1e-6));
        Assert.All(tensor[128..], value => Assert.Equal(Normalized(50, 2), value, 1e-6));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.9, 0.8)]
    [InlineData(0.9, 1.1)]
    public void Shares_must_be_in_order(double min, double max) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipTrainTransform(32, min, max));

    private static bool IsInside(PixelWindow window, int x, int y) =>
        x >= window.X && x < window.X + window.Width && y >= window.Y && y < window.Y + window.Height;

    private static float Normalized(byte value, int channel) =>
        ((value / 255f) - ClipNormalization.Mean[channel]) / ClipNormalization.Deviation[channel];
}
