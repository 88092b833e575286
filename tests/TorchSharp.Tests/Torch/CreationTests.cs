using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class CreationTests
{
    [Fact]
    public void ConstantsHaveTheirShapeAndValue()
    {
        using var scope = NewDisposeScope();
        Expect.Values([2, 2], [0, 0, 0, 0], zeros(2, 2));
        Expect.Values([1, 1, 2], [1, 1], ones(1, 1, 2));
        Expect.Values([1, 1, 1, 2], [1, 1], ones([1, 1, 1, 2]));
        Expect.Values([2], [2.5, 2.5], full(2, 2.5));
        Expect.Values([2, 1], [7, 7], full([2, 1], 7));
        Assert.Equal([3L, 4L], empty(3, 4).shape);
        Expect.Values([2, 2], [1, 0, 0, 1], eye(2));
        Expect.Values([2, 3], [1, 0, 0, 0, 1, 0], eye(2, 3));
    }

    [Fact]
    public void SequencesHaveTheirValues()
    {
        using var scope = NewDisposeScope();
        Expect.Values([3], [0, 1, 2], arange(3));
        Expect.Values([3], [1, 3, 5], arange(1, 7, 2));
        Expect.Values([3], [0, 0.5, 1], linspace(0, 1, 3));
        Expect.Values([2, 2], [1, 1, 2, 2], meshgrid([tensor([1, 2]), tensor([5, 6])])[0]);
    }

    [Fact]
    public void ElementTypesAreThoseOfTheRealPackage()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Float32, zeros(1).dtype);
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(0.0, 1.0, 0.5).dtype);
        Assert.Equal(ScalarType.Float32, linspace(0, 1, 3).dtype);
        Assert.Equal(ScalarType.Int64, randperm(3).dtype);
        Assert.Equal(ScalarType.Int64, randint(5, [2]).dtype);
        Assert.Equal(ScalarType.Float64, tensor([1.0]).dtype);
        Assert.Equal(ScalarType.Float32, tensor([1.0], dtype: ScalarType.Float32).dtype);
        Assert.Equal(ScalarType.Int32, tensor(1).dtype);
        Assert.Equal(ScalarType.Float64, tensor(1.0).dtype);
        Assert.Equal(float16, zeros(1, dtype: float16).dtype);
    }

    [Fact]
    public void LikesTakeShapeAndType()
    {
        using var scope = NewDisposeScope();
        var t = zeros(2, 3, dtype: ScalarType.Float64);
        foreach (var like in new[] { zeros_like(t), ones_like(t), empty_like(t), rand_like(t), randn_like(t), full_like(t, 3) })
        {
            Assert.Equal(t.shape, like.shape);
            Assert.Equal(t.dtype, like.dtype);
        }

        Assert.Equal(ScalarType.Float32, ones_like(t, dtype: ScalarType.Float32).dtype);
        Assert.True(t.ones_like(requires_grad: true).requires_grad);
        Expect.Values([2], [3, 3], t.new_full([2], 3));
    }

    [Fact]
    public void NumbersAndArraysConvertImplicitly()
    {
        using var scope = NewDisposeScope();
        Tensor one = 1.5;
        Tensor many = new[] { 1f, 2f };
        Expect.Values([], [1.5], one);
        Expect.Values([2], [1, 2], many);
        Assert.Equal(ScalarType.Float64, one.dtype);
    }

    [Fact]
    public void GradientsAreRecordedWhenAskedFor()
    {
        using var scope = NewDisposeScope();
        Assert.True(zeros(2, requires_grad: true).requires_grad);
        Assert.True(tensor([1f], requires_grad: true).requires_grad);
        Assert.True(randn(2, requires_grad: true).is_leaf);
        Assert.False(zeros(2).requires_grad);
    }
}
