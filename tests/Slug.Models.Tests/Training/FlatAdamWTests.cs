using Slug.Models.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Training;

/// <summary>Held against TorchSharp's own AdamW over separate tensors.</summary>
public class FlatAdamWTests
{
    private const double LearningRate = 0.05;
    private static readonly AdamWOptions Options = new() { WeightDecay = 0.1 };

    [Fact]
    public void Steps_are_those_of_torch()
    {
        using var scope = NewDisposeScope();
        var (own, theirs) = (Parameters(), Parameters());
        using var optimizer = new FlatAdamW(own, Options);
        using var torchs = Torchs(theirs);
        for (var step = 0; step < 20; step++)
        {
            optimizer.Backward(Loss(own, step, withScalar: true));
            optimizer.ClipGradients(0.5);
            optimizer.Step(LearningRate);
            torchs.zero_grad();
            Loss(theirs, step, withScalar: true).backward();
            nn.utils.clip_grad_norm_(theirs.Select(p => p.Parameter), 0.5);
            torchs.step();
        }

        AssertClose(theirs, own);
    }

    [Fact]
    public void A_parameter_may_have_a_learning_rate_of_its_own()
    {
        using var scope = NewDisposeScope();
        var (own, theirs) = (Parameters(), Parameters());
        static double RateOf(string name) => name is "kernel" or "bias" ? 5 : 1;
        using var optimizer = new FlatAdamW(own, Options, RateOf);
        AdamW.ParamGroup Alone((string Name, Parameter Parameter) p) => new(
            [p.Parameter], LearningRate * RateOf(p.Name), Options.Beta1, Options.Beta2, Options.Epsilon, p.Parameter.dim() >= 2 ? Options.WeightDecay : 0);
        using var torchs = optim.AdamW([.. theirs.Select(Alone)]);
        for (var step = 0; step < 10; step++)
        {
            optimizer.Backward(Loss(own, step, withScalar: true));
            optimizer.Step(LearningRate);
            torchs.zero_grad();
            Loss(theirs, step, withScalar: true).backward();
            torchs.step();
        }

        AssertClose(theirs, own);
    }

    [Fact]
    public void A_scalar_that_a_loss_leaves_out_keeps_still()
    {
        using var scope = NewDisposeScope();
        var (own, theirs) = (Parameters(), Parameters());
        using var optimizer = new FlatAdamW(own, Options);
        using var torchs = Torchs(theirs);
        for (var step = 0; step < 12; step++)
        {
            var before = Scalar(own).item<float>();
            optimizer.Backward(Loss(own, step, withScalar: step % 3 == 0));
            optimizer.Step(LearningRate);
            Assert.Equal(step % 3 == 0, before != Scalar(own).item<float>());
            foreach (var (_, parameter) in theirs) parameter.grad = null;
            Loss(theirs, step, withScalar: step % 3 == 0).backward();
            torchs.step();
        }

        AssertClose(theirs, own);
    }

    [Fact]
    public void Only_matrices_decay()
    {
        using var scope = NewDisposeScope();
        var (matrix, gain) = (nn.Parameter(ones(2, 2)), nn.Parameter(ones(2)));
        using var optimizer = new FlatAdamW([("g", gain), ("w", matrix)], Options);
        optimizer.Backward(matrix.sum().add(gain.sum()).mul(0));
        optimizer.Step(0.5);
        Assert.Equal(0.95f, matrix[0, 0].item<float>(), 1e-6f);
        Assert.Equal(1f, gain[0].item<float>());
        optimizer.Step(0);
        Assert.Equal(0.95f, matrix[0, 0].item<float>(), 1e-6f);
    }

    [Fact]
    public void Gradients_lie_in_the_order_of_the_names()
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        using var optimizer = new FlatAdamW(parameters, Options);
        optimizer.Backward(Loss(parameters, 1, withScalar: true));
        var expected = cat(optimizer.Names.Select(n => parameters.Single(p => p.Name == n).Parameter.grad!.flatten()).ToArray());
        Assert.True(expected.Equals(optimizer.Gradients));
        optimizer.ClipGradients(0.25);
        Assert.Equal(0.25f, optimizer.Gradients.norm().item<float>(), 1e-5f);
        optimizer.Backward(Loss(parameters, 1, withScalar: false).mul(1e-4));
        var small = optimizer.Gradients.clone();
        optimizer.ClipGradients(0.25);
        Assert.True(small.Equals(optimizer.Gradients), "a short gradient was scaled");
    }

    [Fact]
    public void Parameters_keep_their_values_and_outlive_the_optimiser()
    {
        using var scope = NewDisposeScope();
        var (own, untouched) = (Parameters(), Parameters());
        var optimizer = new FlatAdamW(own, Options);
        AssertClose(untouched, own);
        optimizer.Backward(Loss(own, 0, withScalar: true));
        optimizer.Step(LearningRate);
        var moved = own.Select(p => p.Parameter.detach().clone()).ToList();
        optimizer.Dispose();
        Assert.All(own.Zip(moved), p => Assert.True(p.First.Parameter.Equals(p.Second), p.First.Name));
        Assert.All(own, p => Assert.Null(p.Parameter.grad));
    }

    [Fact]
    public void Parameters_of_two_types_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => new FlatAdamW([("a", nn.Parameter(ones(2))), ("b", nn.Parameter(ones(2, ScalarType.Float64)))], Options));
        Assert.Throws<ArgumentException>(() => new FlatAdamW([], Options));
    }

    private static List<(string Name, Parameter Parameter)> Parameters()
    {
        // Of a generator of its own: tests beside this one draw from the process's.
        using var generator = new Generator(3);
        Parameter Drawn(params long[] shape) => nn.Parameter(randn(shape, generator: generator));
        return
        [
            ("gain", Drawn(7)), ("matrix", Drawn(7, 5)), ("scale", Drawn()), ("kernel", Drawn(3, 2, 4, 4)), ("bias", Drawn(33)), ("wide", Drawn(300, 500)),
        ];
    }

    private static Parameter Scalar(IEnumerable<(string Name, Parameter Parameter)> parameters) => parameters.Single(p => p.Name == "scale").Parameter;

    private static Tensor Loss(IEnumerable<(string Name, Parameter Parameter)> parameters, int step, bool withScalar) =>
        parameters.Where(p => withScalar || p.Name != "scale").Select((p, i) => p.Parameter.sub(i + (0.1 * step)).pow(2).mean()).Aggregate((a, b) => a.add(b));

    private static AdamW Torchs(IReadOnlyCollection<(string Name, Parameter Parameter)> parameters)
    {
        AdamW.ParamGroup Group(Func<Parameter, bool> members, double decay) =>
            new(parameters.Select(p => p.Parameter).Where(members).ToList(), LearningRate, Options.Beta1, Options.Beta2, Options.Epsilon, decay);
        return optim.AdamW([Group(p => p.dim() >= 2, Options.WeightDecay), Group(p => p.dim() < 2, 0)]);
    }

    private static void AssertClose(IEnumerable<(string Name, Parameter Parameter)> expected, IEnumerable<(string Name, Parameter Parameter)> actual) =>
        Assert.All(expected.Zip(actual), p => Assert.True(p.First.Parameter.allclose(p.Second.Parameter, 1e-5, 1e-6), p.First.Name));
}
