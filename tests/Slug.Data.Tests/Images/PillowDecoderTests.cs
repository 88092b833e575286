using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

/// <summary>Lossy files with a decoder like Pillow's: at most three levels off, and hardly any on average.</summary>
public class PillowDecoderTests
{
    [Theory]
    [InlineData("0_97x64_RGB.jpg")]
    [InlineData("2_200x133_RGB.jpg")]
    [InlineData("4_300x301_L.jpg")]
    [InlineData("6_51x40_RGB.webp")]
    public void Lossy_images_give_the_reference_tensor(string name) =>
        ClipTransformTests.AssertClose(name, largest: 3 * 0.0151, mean: 0.3 * 0.0151);

    [Theory]
    [InlineData("0_97x64_RGB.jpg", 3, 0.3)]
    [InlineData("1_64x97_RGB.png", 0, 0)]
    [InlineData("2_200x133_RGB.jpg", 3, 0.3)]
    public void Decoded_pixels_are_the_references(string name, int largest, double mean)
    {
        var (shape, expected) = GoldenFiles.Tensor<byte>(ClipTransformTests.Expected, $"{name}/decoded");
        var image = RgbImage.Load(GoldenFiles.Read($"preprocess/{name}"));
        Assert.Equal(shape, new[] { image.Height, image.Width, 3 });
        var differences = image.Pixels.Zip(expected, (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Max(), 0, largest);
        Assert.InRange(differences.Average(), 0, mean);
    }
}
