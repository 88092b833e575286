using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Functions of each element: values against .NET's mathematics, gradients against differences.</summary>
public class UnaryTests
{
    private sealed record Case(Func<Tensor, Tensor> Apply, Func<double, double> Reference, double Low, double High, Func<Tensor,
        Tensor>? InPlace = null);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["abs"] = new(t => t.abs(), Math.Abs, -2, 2, t => t.abs_()),
        ["neg"] = new(t => t.neg(), x => -x, -2, 2, t => t.neg_()),
        ["unary minus"] = new(t => -t, x => -x, -2, 2),
        ["exp"] = new(t => t.exp(), Math.Exp, -2, 2, t => t.exp_()),
        ["exp2"] = new(t => t.exp2(), x => Math.Pow(2, x), -2, 2),
        ["expm1"] = new(t => t.expm1(), x => Math.Exp(x) - 1, -2, 2, t => t.expm1_()),
        ["log"] = new(t => t.log(), Math.Log, 0.1, 3, t => t.log_()),
        ["log1p"] = new(t => t.log1p(), x => Math.Log(1 + x), -0.9, 3, t => t.log1p_()),
        ["log2"] = new(t => t.log2(), Math.Log2, 0.1, 3, t => t.log2_()),
        ["log10"] = new(t => t.log10(), Math.Log10, 0.1, 3, t => t.log10_()),
        ["sqrt"] = new(t => t.sqrt(), Math.Sqrt, 0.1, 3, t => t.sqrt_()),
        ["rsqrt"] = new(t => t.rsqrt(), x => 1 / Math.Sqrt(x), 0.1, 3, t => t.rsqrt_()),
        ["square"] = new(t => t.square(), x => x * x, -2, 2),
        ["reciprocal"] = new(t => t.reciprocal(), x => 1 / x, 0.2, 3, t => t.reciprocal_()),
        ["sin"] = new(t => t.sin(), Math.Sin, -3, 3, t => t.sin_()),
        ["cos"] = new(t => t.cos(), Math.Cos, -3, 3, t => t.cos_()),
        ["tan"] = new(t => t.tan(), Math.Tan, -1.2, 1.2, t => t.tan_()),
        ["asin"] = new(t => t.asin(), Math.Asin, -0.9, 0.9, t => t.asin_()),
        ["acos"] = new(t => t.acos(), Math.Acos, -0.9, 0.9, t => t.acos_()),
        ["atan"] = new(t => t.atan(), Math.Atan, -3, 3, t => t.atan_()),
        ["sinh"] = new(t => t.sinh(), Math.Sinh, -2, 2, t => t.sinh_()),
        ["cosh"] = new(t => t.cosh(), Math.Cosh, -2, 2, t => t.cosh_()),
        ["tanh"] = new(t => t.tanh(), Math.Tanh, -2, 2, t => t.tanh_()),
        ["asinh"] = new(t => t.asinh(), Math.Asinh, -2, 2),
        ["acosh"] = new(t => t.acosh(), Math.Acosh, 1.2, 3),
        ["atanh"] = new(t => t.atanh(), Math.Atanh, -0.9, 0.9),
        ["erf"] = new(t => t.erf(), Erf, -2, 2, t => t.erf_()),
        ["erfc"] = new(t => t.erfc(), x => 1 - Erf(x), -2, 2, t => t.erfc_()),
        ["sigmoid"] = new(t => t.sigmoid(), Sigmoid, -4, 4, t => t.sigmoid_()),
        ["logit"] = new(t => t.logit(), x => Math.Log(x / (1 - x)), 0.05, 0.95),
        ["floor"] = new(t => t.floor(), Math.Floor, -3, 3, t => t.floor_()),
        ["ceil"] = new(t => t.ceil(), Math.Ceiling, -3, 3, t => t.ceil_()),
        ["round"] = new(t => t.round(), x => Math.Round(x, MidpointRounding.ToEven), -3, 3, t => t.round_()),
        ["round to two decimals"] = new(t => t.round(2), x => Math.Round(x * 100, MidpointRounding.ToEven) / 100, -3, 3),
        ["trunc"] = new(t => t.trunc(), Math.Truncate, -3, 3, t => t.trunc_()),
        ["frac"] = new(t => t.frac(), x => x - Math.Truncate(x), -3, 3, t => t.frac_()),
        ["sign"] = new(t => t.sign(), x => Math.Sign(x), -2, 2, t => t.sign_()),
        ["deg2rad"] = new(t => t.deg2rad(), x => x * Math.PI / 180, -200, 200),
        ["rad2deg"] = new(t => t.rad2deg(), x => x * 180 / Math.PI, -3, 3),
        ["relu"] = new(t => t.relu(), x => Math.Max(x, 0), -2, 2),
        ["relu6"] = new(t => t.relu6(), x => Math.Clamp(x, 0, 6), -2, 8),
        ["silu"] = new(t => t.silu(), x => x * Sigmoid(x), -4, 4),
        ["gelu"] = new(t => t.gelu(), x => x * 0.5 * (1 + Erf(x / Math.Sqrt(2))), -2, 2),
        ["log_sigmoid"] = new(t => t.log_sigmoid(), x => Math.Log(Sigmoid(x)), -4, 4),
        ["softplus"] = new(t => t.softplus(), x => Math.Log(1 + Math.Exp(x)), -4, 4),
        ["elu"] = new(t => t.elu(), x => x > 0 ? x : Math.Exp(x) - 1, -2, 2),
        ["leaky_relu"] = new(t => t.leaky_relu(0.1), x => x > 0 ? x : 0.1 * x, -2, 2),
        ["clamp"] = new(t => t.clamp(-0.5, 1.5), x => Math.Clamp(x, -0.5, 1.5), -2, 2, t => t.clamp_(-0.5, 1.5)),
        ["clamp_min"] = new(t => t.clamp_min(0.25), x => Math.Max(x, 0.25), -2, 2, t => t.clamp_min_(0.25)),
        ["clamp_max"] = new(t => t.clamp_max(0.25), x => Math.Min(x, 0.25), -2, 2, t => t.clamp_max_(0.25)),
        ["clamp with a lower bound"] = new(t => t.clamp(min: (Scalar)0.25), x => Math.Max(x, 0.25), -2, 2),
        ["pow"] = new(t => t.pow(3), x => x * x * x, -2, 2, t => t.pow_(3)),
        ["pow with a fraction"] = new(t => t.pow(1.7), x => Math.Pow(x, 1.7), 0.1, 3),
        ["add a number"] = new(t => t + 1.25, x => x + 1.25, -2, 2, t => t.add_(1.25)),
        ["number plus"] = new(t => 1.25 + t, x => x + 1.25, -2, 2),
        ["add a scaled number"] = new(t => t.add(1.25, 2), x => x + 2.5, -2, 2, t => t.add_(1.25, 2)),
        ["subtract a number"] = new(t => t - 1.25, x => x - 1.25, -2, 2, t => t.sub_(1.25)),
        ["number minus"] = new(t => 1.25 - t, x => 1.25 - x, -2, 2),
        ["multiply by a number"] = new(t => t * 3, x => x * 3, -2, 2, t => t.mul_(3)),
        ["number times"] = new(t => 3 * t, x => x * 3, -2, 2),
        ["divide by a number"] = new(t => t / 3, x => x / 3, -2, 2, t => t.div_(3)),
        ["number over"] = new(t => 3 / t, x => 3 / x, 0.2, 3),
        ["remainder of a number"] = new(t => t % 0.7, x => x - 0.7 * Math.Floor(x / 0.7), -2, 2, t => t.remainder_(0.7)),
        ["fmod of a number"] = new(t => t.fmod(0.7), x => Math.IEEERemainder(x, 0.7) is var r && r * x < 0 ? r + Math.CopySign(0.7,
            x) : r, -2, 2, t => t.fmod_(0.7)),
        ["divide and floor"] = new(t => t.div(0.7, RoundingMode.floor), x => Math.Floor(x / 0.7), -2, 2, t => t.div_(0.7,
            RoundingMode.floor)),
        ["divide and truncate"] = new(t => t.div(0.7, RoundingMode.trunc), x => Math.Truncate(x / 0.7), -2, 2),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void ValuesAreThoseOfTheFunction(string name)
    {
        using var scope = NewDisposeScope();
        var input = Samples.Between(Cases[name].Low, Cases[name].High, 3, 5);
        var expected = Array.ConvertAll(Expect.Numbers(input), x => Cases[name].Reference(x));
        Expect.Values([3, 5], expected, Cases[name].Apply(input), 1e-11);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsAreThoseOfDifferences(string name) =>
        GradientCheck.Verify(t => Cases[name].Apply(t[0]), Samples.Between(Cases[name].Low, Cases[name].High, 3, 5));

    public static TheoryData<string> InPlaceNames => new(Cases.Where(pair => pair.Value.InPlace is not null).Select(pair => pair.Key));

    [Theory]
    [MemberData(nameof(InPlaceNames))]
    public void InPlaceWritesOverItsTensorAndReturnsIt(string name)
    {
        using var scope = NewDisposeScope();
        var input = Samples.Between(Cases[name].Low, Cases[name].High, 3, 5);
        var expected = Cases[name].Apply(input);
        var result = Cases[name].InPlace!(input);
        Assert.Same(input, result);
        Assert.True(input.Equals(expected));
    }

    [Fact]
    public void NotANumberAndInfinityAreTold()
    {
        using var scope = NewDisposeScope();
        var t = tensor([1.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity]);
        Expect.Values([4], [0, 1, 0, 0], t.isnan());
        Expect.Values([4], [0, 0, 1, 1], t.isinf());
        Expect.Values([4], [1, 0, 0, 0], t.isfinite());
        Expect.Values([4], [1, 0, 9, -9], t.nan_to_num(0, 9, -9));
    }

    [Fact]
    public void FillsAndCopies()
    {
        using var scope = NewDisposeScope();
        var t = zeros(2, 2, dtype: ScalarType.Float64);
        Expect.Values([2, 2], [3, 3, 3, 3], t.fill_(3));
        Expect.Values([2, 2], [1, 2, 1, 2], t.copy_(tensor([1f, 2f])));
        Expect.Values([2, 2], [0, 0, 0, 0], t.zero_());
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // The power series, which converges fast enough for the arguments here.
    private static double Erf(double x)
    {
        double sum = x, term = x;
        for (int n = 1; n < 80; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
