using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

/// <summary>The reference's own pictures, lossy ones too: no pixel differs, and of the tensor nothing but the last bit of a float.</summary>
public class PillowDecoderTests
{
    [Theory]
    [InlineData("0_97x64_RGB.jpg")]
    [InlineData("1_64x97_RGB.png")]
    [InlineData("2_200x133_RGB.jpg")]
    [InlineData("3_48x48_RGBA.png")]
    [InlineData("4_300x301_L.jpg")]
    [InlineData("5_33x80_P.png")]
    [InlineData("6_51x40_RGB.webp")]
    public void Images_give_the_reference_tensor(string name) => ClipTransformTests.AssertClose(name, largest: 1e-6, mean: 1e-7);

    [Theory]
    [InlineData("0_97x64_RGB.jpg")]
    [InlineData("1_64x97_RGB.png")]
    [InlineData("2_200x133_RGB.jpg")]
    public void Decoded_pixels_are_the_references(string name)
    {
        var (shape, expected) = ReferenceTensors.Of<byte>(ClipTransformTests.Expected, $"{name}/decoded");
        var image = RgbImage.Load(GoldenFiles.Read($"preprocess/{name}"));
        Assert.Equal(shape, new[] { image.Height, image.Width, 3 });
        Assert.Equal(expected, image.Pixels);
    }
}
