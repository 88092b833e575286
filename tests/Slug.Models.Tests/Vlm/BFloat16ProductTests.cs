using Slug.Models.Vlm;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Vlm;

public class BFloat16ProductTests
{
    [Theory]
    [InlineData(1, 64, 512)]
    [InlineData(1, 96, 7)]
    [InlineData(3, 4096, 130)]
    [InlineData(4, 32, 4)]
    [InlineData(9, 160, 259)]
    [InlineData(16, 128, 64)]
    public void It_is_the_float64_product_rounded_once(int rows, int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new Generator(7);
        var x = randn([rows, inputs], generator: generator).to_type(ScalarType.BFloat16);
        var weight = randn([outputs, inputs], generator: generator).to_type(ScalarType.BFloat16);
        Assert.True(BFloat16Product.Serves(x, weight));
        var product = BFloat16Product.Of(x.view(1, rows, inputs), weight);
        Assert.Equal([1, rows, outputs], product.shape);
        var exact = x.to_type(ScalarType.Float64).matmul(weight.to_type(ScalarType.Float64).t());
        var error = product.squeeze(0).to_type(ScalarType.Float64).sub(exact).abs();
        // Half a unit in the last of eight bits, and what float32 sums lose.
        var bound = exact.abs().mul(1.0 / 256).add(1e-5 * Math.Sqrt(inputs));
        Assert.True(error.le(bound).all().item<bool>(), $"largest error {error.max().item<double>()}");
    }

    [Fact]
    public void The_bits_do_not_depend_on_threads_or_on_who_shares_a_batch()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new Generator(7);
        var x = randn([6, 256], generator: generator).to_type(ScalarType.BFloat16);
        var weight = randn([300, 256], generator: generator).to_type(ScalarType.BFloat16);
        var threads = get_num_threads();
        var expected = BFloat16Product.Of(x, weight).to_type(ScalarType.Float32);
        try
        {
            foreach (var count in new[] { 1, 3 })
            {
                set_num_threads(count);
                Assert.True(BFloat16Product.Of(x, weight).to_type(ScalarType.Float32).equal(expected).all().item<bool>());
            }
        }
        finally
        {
            set_num_threads(threads);
        }

        Assert.True(BFloat16Product.Of(x.narrow(0, 1, 4), weight).to_type(ScalarType.Float32).equal(expected.narrow(0, 1, 4)).all().item<bool>());
    }

    [Fact]
    public void What_it_cannot_do_is_left_to_libtorch()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (zeros(2, 64, ScalarType.BFloat16), zeros(8, 64, ScalarType.BFloat16));
        Assert.False(BFloat16Product.Serves(x, weight));
        using var noGrad = no_grad();
        Assert.True(BFloat16Product.Serves(x, weight));
        Assert.False(BFloat16Product.Serves(x.to_type(ScalarType.Float32), weight));
        Assert.False(BFloat16Product.Serves(zeros(2, 48, ScalarType.BFloat16), zeros(8, 48, ScalarType.BFloat16)));
        Assert.False(BFloat16Product.Serves(zeros(BFloat16Product.MostRows + 1, 64, ScalarType.BFloat16), weight));
        Assert.False(BFloat16Product.Serves(x, zeros(64, 8, ScalarType.BFloat16).t()));
    }

    [Fact]
    public void A_value_that_is_no_number_stays_none()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var x = full([1, 32], float.NaN, ScalarType.BFloat16);
        Assert.True(BFloat16Product.Of(x, ones([4, 32], ScalarType.BFloat16)).isnan().all().item<bool>());
        var infinite = BFloat16Product.Of(full([1, 32], float.PositiveInfinity, ScalarType.BFloat16), ones([4, 32], ScalarType.BFloat16));
        Assert.True(infinite.isinf().all().item<bool>());
    }
}
