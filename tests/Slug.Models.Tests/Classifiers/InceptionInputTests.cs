using Slug.Models.Classifiers;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Classifiers;

/// <summary>What torchvision does to pictures before its own weights (<c>transform_input</c>), by hand.</summary>
public class InceptionInputTests
{
    [Fact]
    public void Colours_are_brought_from_ImageNets_mean_and_deviation_to_a_half()
    {
        using var scope = NewDisposeScope();
        // White, grey and black: x * deviation / 0.5 + (mean - 0.5) / 0.5, for red 0.229 and 0.485, green 0.224 and 0.456, blue 0.225 and 0.406.
        var pictures = tensor(new[] { 1f, 0, -1 }, [1, 1, 1, 3]).expand(1, 3, 1, 3);
        float[] expected = [0.428f, -0.03f, -0.488f, 0.36f, -0.088f, -0.536f, 0.262f, -0.188f, -0.638f];
        Assert.All(expected.Zip(InceptionV3.Transformed(pictures).flatten().data<float>().ToArray()), p => Assert.Equal(p.First, p.Second, 1e-6));
    }
}
