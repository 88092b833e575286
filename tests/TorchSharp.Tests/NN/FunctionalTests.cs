using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

public class FunctionalTests
{
    [Fact]
    public void Normalize_divides_by_the_norm()
    {
        using var scope = NewDisposeScope();
        Numbers.Equal([0.6, 0.8, 0, 0], functional.normalize(Numbers.Of([3, 4, 0, 0], 2, 2)));
        Numbers.Equal([3.0 / 7, 4.0 / 7], functional.normalize(Numbers.Of([3, 4], 2, 1), p: 1, dim: 0));
        Numbers.Gradients(a => functional.normalize(a[0], dim: -1), Numbers.Values(1, 2, 3));
    }

    [Fact]
    public void Cosine_similarity_is_the_cosine()
    {
        using var scope = NewDisposeScope();
        Numbers.Equal([0.96], functional.cosine_similarity(Numbers.Of([3, 4], 1, 2), Numbers.Of([4, 3], 1, 2)));
        Numbers.Equal([0.96], functional.cosine_similarity(Numbers.Of([3, 4], 2), Numbers.Of([4, 3], 2), dim: 0, eps: 1e-6));
        Numbers.Gradients(a => functional.cosine_similarity(a[0], a[1]), Numbers.Values(1, 2, 3), Numbers.Values(2, 2, 3));
    }

    [Fact]
    public void One_hot()
    {
        using var scope = NewDisposeScope();
        Numbers.Equal([0, 1, 0, 1, 0, 0], functional.one_hot(tensor([1L, 0L]), 3));
        Assert.Equal([2L, 2L], functional.one_hot(tensor([1L, 0L])).shape);
        Assert.Throws<ArgumentException>(() => functional.one_hot(ones(2)));
    }

    [Fact]
    public void Attention_mixes_values_by_the_softmax_of_scaled_products()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (Numbers.Values(1, 2, 3, 4), Numbers.Values(2, 2, 3, 4), Numbers.Values(3, 2, 3, 4));
        var scores = q.matmul(k.transpose(-2, -1)) / 2;
        Numbers.Equal(scores.softmax(-1).matmul(v), functional.scaled_dot_product_attention(q, k, v));
        var mask = full([3, 3], double.NegativeInfinity, dtype: ScalarType.Float64).triu(1);
        var causal = (scores + mask).softmax(-1).matmul(v);
        Numbers.Equal(causal, functional.scaled_dot_product_attention(q, k, v, mask));
        Numbers.Equal(causal, functional.scaled_dot_product_attention(q, k, v, is_casual: true));
        Assert.Throws<ArgumentException>(() => functional.scaled_dot_product_attention(q, k, v, mask, is_casual: true));
        Assert.Throws<ArgumentException>(() => functional.scaled_dot_product_attention(q, k, v, p: -1));
    }

    [Fact]
    public void Attention_gradients_match_differences() => Numbers.Gradients(
        a => functional.scaled_dot_product_attention(a[0], a[1], a[2], is_casual: true), Numbers.Values(1, 1, 3, 2), Numbers.Values(2, 1, 3, 2), Numbers.Values(3, 1, 3, 2));

    [Fact]
    public void Padding_goes_around_the_last_dimensions()
    {
        using var scope = NewDisposeScope();
        var row = Numbers.Of([1, 2, 3], 1, 1, 3);
        Numbers.Equal([0, 1, 2, 3, 0, 0], functional.pad(row, [1, 2]));
        Numbers.Equal([7, 1, 2, 3], functional.pad(row, (1, 0), value: 7));
        Numbers.Equal([3, 2, 1, 2, 3, 2], functional.pad(row, [2, 1], PaddingModes.Reflect));
        Numbers.Equal([1, 1, 2, 3, 3], functional.pad(row, [1, 1], PaddingModes.Replicate));
        Assert.Equal([1L, 4L, 6L], functional.pad(row, (1, 2, 3, 0)).shape);
    }

    [Fact]
    public void Average_pooling()
    {
        using var scope = NewDisposeScope();
        var image = Numbers.Of([1, 2, 3, 4, 5, 6, 7, 8], 1, 1, 2, 4);
        Numbers.Equal([3.5, 5.5], functional.avg_pool2d(image, 2));
        Numbers.Equal([1.5, 3.5, 5.5, 7.5], functional.avg_pool2d(image, [1, 2]));
        Numbers.Equal([4.5], functional.adaptive_avg_pool2d(image, 1));
        Numbers.Equal([3.5, 5.5], functional.adaptive_avg_pool2d(image, (1, 2)));
        Numbers.Gradients(a => functional.avg_pool2d(a[0], 2, stride: 1), Numbers.Values(1, 1, 1, 3, 3));
    }

    [Fact]
    public void Sampling_at_the_identity_grid_gives_the_image_again()
    {
        using var scope = NewDisposeScope();
        var image = Numbers.Values(1, 1, 2, 3, 4);
        var grid = functional.affine_grid(Numbers.Of([1, 0, 0, 0, 1, 0], 1, 2, 3), [1, 2, 3, 4]);
        Assert.Equal([1L, 3L, 4L, 2L], grid.shape);
        Numbers.Equal(image, functional.grid_sample(image, grid));
        Numbers.Equal(image, functional.grid_sample(image, grid, GridSampleMode.Nearest, GridSamplePaddingMode.Border, false));
    }

    [Fact]
    public void Sampling_flips_shifts_and_pads()
    {
        using var scope = NewDisposeScope();
        var row = Numbers.Of([1, 2, 3, 4], 1, 1, 1, 4);
        Numbers.Equal([4, 3, 2, 1], Sample([-1, 0, 0, 0, 1, 0], GridSamplePaddingMode.Zeros));
        // A quarter of the width to the right is one pixel.
        Numbers.Equal([2, 3, 4, 0], Sample([1, 0, 0.5, 0, 1, 0], GridSamplePaddingMode.Zeros));
        Numbers.Equal([2, 3, 4, 4], Sample([1, 0, 0.5, 0, 1, 0], GridSamplePaddingMode.Border));
        Numbers.Equal([2.5, 3.5, 4, 3.5], Sample([1, 0, 0.75, 0, 1, 0], GridSamplePaddingMode.Reflection));

        Tensor Sample(double[] theta, GridSamplePaddingMode padding) =>
            functional.grid_sample(row, functional.affine_grid(Numbers.Of(theta, 1, 2, 3), [1, 1, 1, 4]), padding_mode: padding, align_corners: false);
    }

    [Fact]
    public void Sampling_gradients_match_differences()
    {
        using var theta = Numbers.Of([0.9, 0.1, 0.05, -0.1, 0.8, 0.02], 1, 2, 3);
        using var grid = functional.affine_grid(theta, [1, 1, 3, 3]);
        Numbers.Gradients(a => functional.grid_sample(a[0], grid), Numbers.Values(1, 1, 1, 3, 3));
    }

    [Fact]
    public void Interpolation_resizes()
    {
        using var scope = NewDisposeScope();
        var row = Numbers.Of([1, 3], 1, 1, 1, 2);
        Numbers.Equal([1, 1, 3, 3], functional.interpolate(row, [1, 4]));
        Numbers.Equal([1, 1.5, 2.5, 3], functional.interpolate(row, [1, 4], mode: InterpolationMode.Bilinear));
        Numbers.Equal([1, 5.0 / 3, 7.0 / 3, 3], functional.interpolate(row, [1, 4], mode: InterpolationMode.Bilinear, align_corners: true));
        Numbers.Equal([1, 1, 3, 3], functional.interpolate(row, scale_factor: [1, 2]));
        Numbers.Equal([2], functional.interpolate(row, [1, 1], mode: InterpolationMode.Area));
        Assert.Equal([1L, 1L, 5L, 5L], functional.interpolate(row, [5, 5], mode: InterpolationMode.Bicubic).shape);
        Numbers.Equal([2.5, 6.5], functional.interpolate(Numbers.Of([1, 2, 3, 4, 5, 6, 7, 8], 1, 1, 1, 8), [1, 2], mode: InterpolationMode.Area));
    }
}
