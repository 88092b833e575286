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
}
