using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public class ClipTransformTests
{
    internal const string Expected = "preprocess/expected.safetensors";

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
        var (shape, expected) = ReferenceTensors.Of<float>(Expected, $"{name}/clip");
        Assert.Equal([3, 64, 64], shape);
        var actual = new ClipTransform(64).Apply(GoldenFiles.Read($"preprocess/{name}"));
        Assert.Equal(expected.Length, actual.Length);
        var differences = actual.Zip(expected, (a, b) => (double)Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Max(), 0, largest);
        Assert.InRange(differences.Average(), 0, mean);
    }
}
