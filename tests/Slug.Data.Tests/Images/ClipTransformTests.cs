using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public class ClipTransformTests
{
    internal const string Expected = "preprocess/expected.safetensors";

    // The smallest step of an 8-bit pixel in the normalised tensor is 1 / 255 / 0.276; one level is at most 0.0151.
    [Theory]
    [InlineData("1_64x97_RGB.png")]
    [InlineData("3_48x48_RGBA.png")]
    [InlineData("5_33x80_P.png")]
    public void Lossless_images_give_the_reference_tensor(string name) => AssertClose(name, largest: 0.02, mean: 0.002);

    [Theory]
    [InlineData("0_97x64_RGB.jpg")]
    [InlineData("2_200x133_RGB.jpg")]
    [InlineData("4_300x301_L.jpg")]
    [InlineData("6_51x40_RGB.webp")]
    public void Lossy_images_give_it_within_the_freedom_of_decoders(string name) => AssertClose(name, largest: 0.5, mean: 0.06);

    [Fact]
    public void Unreadable_images_are_invalid_data()
    {
        Assert.Throws<InvalidDataException>(() => new ClipTransform(64).Apply([]));
        Assert.Throws<InvalidDataException>(() => new ClipTransform(64).Apply("no image at all"u8));
        var torn = GoldenFiles.Read("preprocess/1_64x97_RGB.png").AsSpan(0, 900).ToArray();
        Assert.Throws<InvalidDataException>(() => new ClipTransform(64).Apply(torn));
    }

    [Fact]
    public void A_size_must_be_positive() => Assert.Throws<ArgumentOutOfRangeException>(() => new ClipTransform(0));

    internal static void AssertClose(string name, double largest, double mean)
    {
        var (shape, expected) = GoldenFiles.Tensor<float>(Expected, $"{name}/clip");
        Assert.Equal([3, 64, 64], shape);
        var actual = new ClipTransform(64).Apply(GoldenFiles.Read($"preprocess/{name}"));
        Assert.Equal(expected.Length, actual.Length);
        var differences = actual.Zip(expected, (a, b) => (double)Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Max(), 0, largest);
        Assert.InRange(differences.Average(), 0, mean);
    }
}
