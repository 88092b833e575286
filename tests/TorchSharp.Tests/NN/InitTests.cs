using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

[Collection("alone")]
public class InitTests
{
    [Fact]
    public void Constants()
    {
        using var weight = Parameter(empty(2, 3));
        Assert.Same(weight, init.ones_(weight));
        Numbers.Equal([1, 1, 1, 1, 1, 1], weight);
        init.zeros_(weight);
        Numbers.Equal(new double[6], weight);
        init.constant_(weight, 2.5);
        Numbers.Equal([2.5, 2.5, 2.5, 2.5, 2.5, 2.5], weight);
        Assert.True(weight.requires_grad && weight.is_leaf);
    }

    [Fact]
    public void Uniform_and_normal_follow_the_seed()
    {
        using Tensor a = empty(1000), b = empty(1000);
        manual_seed(5);
        init.uniform_(a, -2, 3);
        manual_seed(5);
        init.uniform_(b, -2, 3);
        Numbers.Equal(a, b, 0);
        Assert.All(Numbers.Flat(a), value => Assert.InRange(value, -2, 3));
        Assert.InRange(Numbers.Flat(a).Average(), 0.3, 0.7);
        init.normal_(a, 1, 0.02);
        Assert.InRange(Numbers.Flat(a).Average(), 0.99, 1.01);
        Assert.InRange(Math.Sqrt(Numbers.Flat(a).Average(value => (value - 1) * (value - 1))), 0.018, 0.022);
        init.trunc_normal_(a, a: -0.5, b: 0.75);
        Assert.All(Numbers.Flat(a), value => Assert.InRange(value, -0.5, 0.75));
    }

    [Fact]
    public void Scaled_initialisations_keep_their_bounds()
    {
        using var weight = empty(32, 16, 2, 2);
        Assert.Equal((64, 128), init.CalculateFanInAndFanOut(weight));
        Within(init.xavier_uniform_(weight), Math.Sqrt(6.0 / 192));
        Within(init.kaiming_uniform_(weight, Math.Sqrt(5)), 1 / Math.Sqrt(64));
        Within(init.kaiming_uniform_(weight, nonlinearity: init.NonlinearityType.ReLU, mode: init.FanInOut.FanOut), Math.Sqrt(6.0 / 128));
        Assert.Equal(Math.Sqrt(2), init.calculate_gain(init.NonlinearityType.ReLU), 1e-12);
        Assert.Throws<ArgumentException>(() => init.CalculateFanInAndFanOut(weight[0, 0, 0]));

        static void Within(Tensor values, double bound)
        {
            var largest = Numbers.Flat(values).Max(Math.Abs);
            Assert.InRange(largest, bound * 0.98, bound * (1 + 1e-6));
        }
    }
}
