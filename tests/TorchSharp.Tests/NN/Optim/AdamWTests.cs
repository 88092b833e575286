using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN.Optim;

public class AdamWTests
{
    [Fact]
    public void Steps_equal_a_scalar_reference()
    {
        const double Rate = 0.03, Beta1 = 0.9, Beta2 = 0.98, Eps = 1e-6, Decay = 0.1;
        // Longer than the vector loop, with a rest.
        const int Count = 1003;
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(Numbers.Values(1, Count));
        var expected = Numbers.Flat(parameter);
        var (average, square) = (new double[Count], new double[Count]);
        using var optimizer = optim.AdamW([parameter], Rate, Beta1, Beta2, Eps, Decay);
        for (var step = 1; step <= 5; step++)
        {
            var gradient = Numbers.Values(10 + step, Count);
            parameter.grad = gradient;
            optimizer.step();
            var numbers = Numbers.Flat(gradient);
            for (var i = 0; i < Count; i++)
            {
                expected[i] *= 1 - Rate * Decay;
                average[i] = Beta1 * average[i] + (1 - Beta1) * numbers[i];
                square[i] = Beta2 * square[i] + (1 - Beta2) * numbers[i] * numbers[i];
                expected[i] -= Rate * (average[i] / (1 - Math.Pow(Beta1, step))) / (Math.Sqrt(square[i] / (1 - Math.Pow(Beta2, step))) + Eps);
            }
            Numbers.Equal(expected, parameter, 1e-13);
        }
    }

    [Fact]
    public void Steps_equal_those_of_pytorch() => Assert.All(
        new (Func<Parameter, optim.Optimizer> Make, double[] Expected)[]
        {
            (p => optim.AdamW([p], 0.05, 0.9, 0.98, 1e-6, 0.1), [-0.0740083696676791, -0.6567360948162329, -1.1096468182746588, -1.351418952667051, -1.3418308632252702]),
            (p => optim.AdamW([p], 0.05, 0.8, 0.99, maximize: true), [-0.25887197673691126, -0.8479279651292145, -1.3019450775572041, -1.540108674827928, -1.517540311697718]),
            (p => optim.Adam([p], 0.05, 0.9, 0.98, 1e-6, 0.1), [-0.07224781322018768, -0.6564904889409939, -1.1188820862958224, -1.3685133350406773, -1.3598407298983042]),
        },
        run => Numbers.Equal(run.Expected, Pinned.Run(run.Make), 1e-13));

    [Fact]
    public void Steps_in_single_precision_equal_those_of_pytorch()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(Numbers.Values(1, 37).to(ScalarType.Float32));
        using var optimizer = optim.AdamW([parameter], 0.01, 0.9, 0.98, 1e-6, 0.1);
        for (var step = 0; step < 5; step++)
        {
            parameter.grad = Numbers.Values(20 + step, 37).to(ScalarType.Float32);
            optimizer.step();
        }
        var numbers = Numbers.Flat(parameter);
        Assert.Equal(-7.120504524558783, numbers.Sum(), 2e-6);
        Assert.Equal(-0.1912122219800949, numbers[0], 1e-7);
        Assert.Equal(-0.49025261402130127, numbers[36], 1e-7);
    }

    [Fact]
    public void Groups_have_their_own_decay_and_learning_rate()
    {
        using var scope = NewDisposeScope();
        Parameter decayed = One(), plain = One(), slow = One();
        using var optimizer = optim.AdamW(
            [
                new AdamW.ParamGroup([decayed], new AdamW.Options { weight_decay = 0.5 }),
                new AdamW.ParamGroup { Parameters = [plain] },
                new AdamW.ParamGroup([slow], lr: 0.001, weight_decay: 0),
            ],
            lr: 0.1);
        foreach (var parameter in new[] { decayed, plain, slow })
            parameter.grad = zeros_like(parameter);
        optimizer.step();
        Numbers.Equal([1 - 0.1 * 0.5], decayed);
        Numbers.Equal([1], plain);
        Assert.Equal([0.1, 0.1, 0.001], optimizer.ParamGroups.Select(group => group.LearningRate));

        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = 0.2;
        optimizer.step();
        Numbers.Equal([0.95 * 0.9], decayed);
        Assert.Equal([0.1, 0.1, 0.001], optimizer.ParamGroups.Select(group => group.InitialLearningRate));
        Assert.Equal(3, optimizer.parameters().Count());

        static Parameter One() => nn.Parameter(ones(1, dtype: ScalarType.Float64));
    }

    [Fact]
    public void Parameters_without_a_gradient_stay_and_catch_up_later()
    {
        using var scope = NewDisposeScope();
        Parameter first = nn.Parameter(ones(2, dtype: ScalarType.Float64)), second = nn.Parameter(ones(2, dtype: ScalarType.Float64));
        using var optimizer = optim.AdamW([first, second], lr: 0.1, weight_decay: 0.5);
        first.grad = ones_like(first);
        optimizer.step();
        Numbers.Equal([1, 1], second, 0);
        second.grad = ones_like(second);
        first.grad = null;
        var before = first.clone();
        optimizer.step();
        Numbers.Equal(before, first, 0);
        // Its own first step: the learning rate along the gradient's sign.
        Numbers.Equal([0.85, 0.85], second, 1e-7);
    }

    [Fact]
    public void Tensors_of_any_layout_and_size_are_stepped()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(Numbers.Values(1, 6, 4));
        var turned = nn.Parameter(Numbers.Values(1, 6, 4).t().clone(), requires_grad: true);
        var empty = nn.Parameter(zeros(0, dtype: ScalarType.Float64));
        var large = nn.Parameter(ones(300_000, dtype: ScalarType.Float64));
        using var optimizer = optim.AdamW([parameter, turned, empty, large], lr: 0.1);
        parameter.grad = Numbers.Values(2, 6, 4);
        turned.grad = Numbers.Values(2, 6, 4).t();
        empty.grad = zeros_like(empty);
        large.grad = full_like(large, 0.5);
        optimizer.step();
        Numbers.Equal(parameter.t(), turned, 1e-14);
        Numbers.Equal([0.9, 0.9], stack([large.min(), large.max()]), 1e-6);
    }

    [Fact]
    public void Half_precision_is_stepped()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(ones(8).to(ScalarType.BFloat16));
        using var optimizer = optim.AdamW([parameter], lr: 0.125, eps: 1e-3);
        parameter.grad = ones(8).to(ScalarType.BFloat16);
        optimizer.step();
        Numbers.Equal(Enumerable.Repeat(0.875, 8).ToArray(), parameter, 0.01);
    }

    [Fact]
    public void A_step_counts_as_a_change_for_autograd()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(ones(3));
        var other = ones(3).requires_grad_();
        using var optimizer = optim.AdamW([parameter], lr: 0.1);
        var loss = (parameter * other).sum();
        parameter.grad = ones(3);
        optimizer.step();
        Assert.ThrowsAny<Exception>(() => loss.backward());
    }

    [Fact]
    public void Closures_compute_the_loss_with_gradients()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(Numbers.Of([4], 1));
        using var optimizer = optim.AdamW([parameter], lr: 0.5);
        var loss = optimizer.step(() =>
        {
            optimizer.zero_grad();
            var value = parameter.pow(2).sum();
            value.backward();
            return value;
        });
        Assert.Equal(16, loss.item<double>());
        Numbers.Equal([3.5], parameter, 1e-7);
        optimizer.zero_grad();
        Numbers.Equal([0], parameter.grad!, 0);
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(ones(1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([parameter], lr: -1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([parameter], beta1: 1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([parameter], weight_decay: -0.1));
    }
}
