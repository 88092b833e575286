using Slug.Models.Checkpoints;
using Slug.Models.Classifiers;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Classifiers;

/// <summary>Inception's features as they are loaded: in single precision, in bfloat16, and with torchvision's <c>transform_input</c>.</summary>
public sealed class InceptionV3Tests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"inception-{Guid.NewGuid():N}.safetensors");
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public void In_bf16_features_are_nearly_those_of_fp32_and_transformed_input_changes_them()
    {
        Write();
        using var generator = new Generator(4);
        var pictures = rand([2, 3, InceptionV3.SmallestPicture, InceptionV3.SmallestPicture], generator: generator).mul(2).sub(1);
        using var plain = InceptionV3.Load(_file);
        var expected = plain.Features(pictures);
        Assert.Equal([2, InceptionV3.FeatureWidth], expected.shape);
        Assert.False(plain.TransformsInput);

        using (var half = InceptionV3.Load(_file, type: ScalarType.BFloat16))
        {
            Assert.All(half.Network.parameters(), p => Assert.Equal(ScalarType.BFloat16, p.dtype));
            var features = half.Features(pictures);
            Assert.Equal(ScalarType.Float32, features.dtype);
            // Eight bits of a number: not the same, and far nearer than the features of another picture.
            var distance = features.sub(expected).norm().div(expected.norm()).item<float>();
            Assert.InRange(distance, 1e-5, 0.05);
        }

        using var transforming = InceptionV3.Load(_file, transformsInput: true);
        Assert.True(transforming.TransformsInput);
        var transformed = transforming.Features(pictures);
        Assert.True(transformed.SameAs(plain.Features(InceptionV3.Transformed(pictures))));
        Assert.InRange(transformed.sub(expected).norm().div(expected.norm()).item<float>(), 0.1, 10);
    }

    /// <summary>Random weights in torchvision's names.</summary>
    private void Write()
    {
        random.manual_seed(3);
        using var network = torchvision.models.inception_v3(10);
        SafetensorsWriter.Write(
            _file,
            network.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)).Concat(network.named_buffers().Select(b => KeyValuePair.Create(b.name, b.buffer)))
                .Where(t => !t.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).DistinctBy(t => t.Key),
            new Dictionary<string, string>());
    }
}
