using Slug.Evaluation.ZeroShot;
using static TorchSharp.torch;

namespace Slug.Evaluation.Tests.ZeroShot;

public class TopKAccuracyTests
{
    [Fact]
    public void Counts_first_and_first_five()
    {
        using var scope = NewDisposeScope();
        var logits = arange(0, 7, dtype: ScalarType.Float32).flip(0).expand(4, 7);
        Assert.Equal(new TopKAccuracy(0.25, 0.75, 4), TopKAccuracy.Of(logits, [0, 1, 4, 5]));
    }

    [Fact]
    public void Fewer_than_five_classes_are_all_among_the_first_five()
    {
        using var logits = eye(3);
        Assert.Equal(new TopKAccuracy(1.0 / 3, 1, 3), TopKAccuracy.Of(logits, [0, 0, 0]));
    }

    [Fact]
    public void Labels_must_fit()
    {
        using var logits = eye(3);
        Assert.Throws<ArgumentException>(() => TopKAccuracy.Of(logits, [0, 1]));
        Assert.Throws<ArgumentException>(() => TopKAccuracy.Of(logits, [0, 1, 3]));
    }
}
