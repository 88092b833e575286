using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

public class ActivationTests
{
    private static readonly double[] Points = [-3, -1, -0.25, 0.5, 2];

    private static double Sigma(double x) => 1 / (1 + Math.Exp(-x));

    [Fact]
    public void Rectifier() => Check(ReLU(), functional.relu(Input()), x => Math.Max(x, 0));

    [Fact]
    public void Silu() => Check(SiLU(), functional.silu(Input()), x => x * Sigma(x));

    [Fact]
    public void Logistic() => Check(Sigmoid(), functional.sigmoid(Input()), Sigma);

    [Fact]
    public void Hyperbolic_tangent() => Check(Tanh(), functional.tanh(Input()), Math.Tanh);

    [Fact]
    public void Gelu_is_exact()
    {
        using var scope = NewDisposeScope();
        // x Φ(x), with libtorch's erf.
        var expected = Input() * (1 + (Input() / Math.Sqrt(2)).erf()) / 2;
        Numbers.Equal(expected, functional.gelu(Input()));
        Numbers.Equal(expected, GELU().call(Input()));
        Assert.Equal(0.841344746068543, functional.gelu(tensor(1.0)).item<double>(), 1e-12);
    }

    [Fact]
    public void In_place_activations_overwrite_their_argument()
    {
        using var input = Input();
        using var relu = ReLU(inplace: true);
        using var output = relu.call(input);
        Numbers.Equal([0, 0, 0, 0.5, 2], input);
        Numbers.Equal(input, output);
    }

    [Fact]
    public void Softmax_sums_to_one_and_log_softmax_is_its_logarithm()
    {
        using var scope = NewDisposeScope();
        var total = Points.Sum(Math.Exp);
        var expected = Points.Select(x => Math.Exp(x) / total).ToArray();
        Numbers.Equal(expected, functional.softmax(Input(), 0));
        Numbers.Equal(expected, Softmax(0).call(Input()));
        Numbers.Equal(expected.Select(x => Math.Log(x)).ToArray(), functional.log_softmax(Input(), 0));
        Numbers.Equal(expected.Select(x => Math.Log(x)).ToArray(), LogSoftmax(-1).call(Input()));
    }

    [Fact]
    public void Gradients_match_differences()
    {
        Numbers.Gradients(a => functional.relu(a[0]), Input());
        Numbers.Gradients(a => functional.silu(a[0]), Input());
        Numbers.Gradients(a => functional.gelu(a[0]), Input());
        Numbers.Gradients(a => functional.sigmoid(a[0]), Input());
        Numbers.Gradients(a => functional.tanh(a[0]), Input());
        Numbers.Gradients(a => functional.softmax(a[0], 1), Numbers.Values(1, 2, 3));
        Numbers.Gradients(a => functional.log_softmax(a[0], 1), Numbers.Values(1, 2, 3));
    }

    private static Tensor Input() => Numbers.Of(Points, Points.Length);

    private static void Check(Module<Tensor, Tensor> module, Tensor output, Func<double, double> formula)
    {
        using var scope = NewDisposeScope();
        var expected = Points.Select(formula).ToArray();
        Numbers.Equal(expected, output);
        Numbers.Equal(expected, module.call(Input()));
        Assert.Empty(module.state_dict());
        output.Dispose();
    }
}
