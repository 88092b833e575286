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
    public void The_mean_over_classes_weighs_them_alike()
    {
        using var scope = NewDisposeScope();
        var logits = arange(0, 7, dtype: ScalarType.Float32).flip(0).expand(6, 7);
        // Class 0 is right four times out of four, class 3 within the first five, class 6 never.
        Assert.Equal(new TopKAccuracy(4.0 / 6, 5.0 / 6, 6), TopKAccuracy.Of(logits, [0, 0, 3, 0, 6, 0]));
        Assert.Equal(new TopKAccuracy(1.0 / 3, 2.0 / 3, 6), TopKAccuracy.MeanOverClasses(logits, [0, 0, 3, 0, 6, 0]));
        Assert.Equal(TopKAccuracy.Of(logits, [5, 1, 0, 2, 4, 3]), TopKAccuracy.MeanOverClasses(logits, [5, 1, 0, 2, 4, 3]));
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

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "infinite")]
    public void Numbers_that_are_none_stop_the_count(float value, string said)
    {
        using var scope = NewDisposeScope();
        var logits = zeros(3, 4);
        logits[1, 2] = value;
        Assert.Equal(
            $"similarities of pictures and class names: 1 of 12 numbers are {said}, first in row 1 of 3, counted from 0",
            Assert.Throws<NotFiniteNumberException>(() => TopKAccuracy.Of(logits, [0, 1, 2])).Message);
    }

    [Fact]
    public void Labels_below_zero_and_no_images_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("one of the 3 classes", Assert.Throws<ArgumentException>(() => TopKAccuracy.Of(eye(3), [0, 1, -1])).Message, StringComparison.Ordinal);
        Assert.Contains("0 images have 0 labels", Assert.Throws<ArgumentException>(() => TopKAccuracy.Of(zeros(0, 3), [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fifth_is_among_the_first_five_and_the_sixth_is_not()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 6f, 5, 4, 3, 2, 1, 1, 2, 3, 4, 5, 6 }, [2, 6]);
        Assert.Equal(new TopKAccuracy(0, 1, 2), TopKAccuracy.Of(logits, [4, 1]));
        Assert.Equal(new TopKAccuracy(0, 0, 2), TopKAccuracy.Of(logits, [5, 0]));
        Assert.Equal(new TopKAccuracy(0.5, 0.5, 2), TopKAccuracy.Of(logits, [0, 0]));
    }
}
