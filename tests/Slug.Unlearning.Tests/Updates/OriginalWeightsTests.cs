using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Updates;

public class OriginalWeightsTests
{
    [Fact]
    public void Weights_come_back_bit_for_bit_however_often_they_were_kept()
    {
        using var value = tensor(new[] { 0.1f, 1e-30f, -3f });
        var before = value.data<float>().ToArray();
        using (var original = new OriginalWeights())
        {
            original.Keep(value);
            value.add_(1e6f);
            original.Keep(value);
            Assert.NotEqual(before, value.data<float>().ToArray());
        }

        Assert.Equal(before, value.data<float>().ToArray());
    }

    [Fact]
    public void Copies_are_freed_with_it_and_weights_come_back_once()
    {
        using var value = tensor(new[] { 1f, 2f });
        Assert.Equal(0, LiveTensors.LeftBy(() =>
        {
            var original = new OriginalWeights();
            original.Keep(value);
            original.Dispose();
            original.Dispose();
        }));
    }
}
