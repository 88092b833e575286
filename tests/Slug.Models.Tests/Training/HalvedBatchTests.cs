using Slug.Models.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Training;

/// <summary>Held against the gradient of the whole batch at once.</summary>
[Collection(nameof(SideBySideTests))]
public sealed class HalvedBatchTests : IDisposable
{
    private readonly int _threads = get_num_threads();

    public void Dispose() => set_num_threads(_threads);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(32)]
    public void The_gradient_and_the_loss_are_those_of_the_whole_batch(int count)
    {
        set_num_threads(2);
        using var scope = NewDisposeScope();
        var (gradients, loss) = Halved(count);
        var (weight, x, y) = Data(count);
        var whole = Loss(weight, x, y);
        whole.backward();
        Assert.Equal(whole.item<float>(), loss, 1e-5);
        Assert.True(allclose(weight.grad!.view(-1), gradients, 1e-5, 1e-7));
    }

    [Fact]
    public void The_bytes_are_the_same_with_one_thread_and_with_two()
    {
        using var scope = NewDisposeScope();
        set_num_threads(1);
        var (one, first) = Halved(33);
        set_num_threads(2);
        var (two, second) = Halved(33);
        Assert.Equal(one.data<float>().ToArray(), two.data<float>().ToArray());
        Assert.Equal(first, second);
    }

    [Fact]
    public void What_a_half_throws_is_thrown()
    {
        set_num_threads(2);
        using var scope = NewDisposeScope();
        var (weight, _, _) = Data(4);
        using var optimizer = new FlatAdamW([("weight", weight)], new AdamWOptions());
        using var halves = new HalvedBatch(optimizer);
        Assert.Throws<FormatException>(() => halves.Backward(4, (start, _) => start > 0 ? throw new FormatException() : weight.sum()));
    }

    private static (Tensor Gradients, double Loss) Halved(int count)
    {
        var (weight, x, y) = Data(count);
        using var optimizer = new FlatAdamW([("weight", weight)], new AdamWOptions());
        using var halves = new HalvedBatch(optimizer);
        // Twice: what the first left is gone.
        halves.Backward(count, (start, items) => Loss(weight, x.narrow(0, start, items), y.narrow(0, start, items)));
        var loss = halves.Backward(count, (start, items) => Loss(weight, x.narrow(0, start, items), y.narrow(0, start, items)));
        return (optimizer.Gradients.clone(), loss);
    }

    private static Tensor Loss(Tensor weight, Tensor x, Tensor y) => x.matmul(weight).tanh().sub(y).pow(2).mean();

    private static (Parameter Weight, Tensor X, Tensor Y) Data(int count)
    {
        using var generator = new Generator(3);
        return (nn.Parameter(randn([5, 3], generator: generator)), randn([count, 5], generator: generator), randn([count, 3], generator: generator));
    }
}
