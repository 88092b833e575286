using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Functions of two tensors or more, element by element.</summary>
public class ArithmeticTests
{
    private sealed record Case(Func<Tensor, Tensor, Tensor> Apply, Func<double, double, double> Reference, Func<Tensor, Tensor,
        Tensor>? InPlace = null);

    // The second tensor is positive and never equal to the first.
    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["add"] = new((a, b) => a + b, (x, y) => x + y, (a, b) => a.add_(b)),
        ["add scaled"] = new((a, b) => a.add(b, 0.5), (x, y) => x + 0.5 * y, (a, b) => a.add_(b, 0.5)),
        ["sub"] = new((a, b) => a - b, (x, y) => x - y, (a, b) => a.sub_(b)),
        ["mul"] = new((a, b) => a * b, (x, y) => x * y, (a, b) => a.mul_(b)),
        ["div"] = new((a, b) => a / b, (x, y) => x / y, (a, b) => a.div_(b)),
        ["div and floor"] = new((a, b) => a.div(b, RoundingMode.floor), (x, y) => Math.Floor(x / y), (a, b) => a.div_(b,
            RoundingMode.floor)),
        ["div and truncate"] = new((a, b) => a.div(b, RoundingMode.trunc), (x, y) => Math.Truncate(x / y)),
        ["floor_divide"] = new((a, b) => a.detach().floor_divide(b.detach()), (x, y) => Math.Floor(x / y)),
        ["remainder"] = new((a, b) => a % b.detach(), (x, y) => x - y * Math.Floor(x / y), (a, b) => a.remainder_(b)),
        ["fmod"] = new((a, b) => a.fmod(b.detach()), (x, y) => x - y * Math.Truncate(x / y), (a, b) => a.fmod_(b)),
        ["pow"] = new((a, b) => b.pow(a), (x, y) => Math.Pow(y, x)),
        ["maximum"] = new((a, b) => maximum(a, b), Math.Max),
        ["minimum"] = new((a, b) => minimum(a, b), Math.Min),
        ["max"] = new((a, b) => a.max(b), Math.Max),
        ["min"] = new((a, b) => a.min(b), Math.Min),
        ["fmax"] = new((a, b) => a.fmax(b), Math.Max),
        ["fmin"] = new((a, b) => a.fmin(b), Math.Min),
        ["atan2"] = new((a, b) => a.atan2(b), Math.Atan2, (a, b) => a.atan2_(b)),
        ["hypot"] = new((a, b) => a.hypot(b), (x, y) => Math.Sqrt(x * x + y * y)),
        ["copysign"] = new((a, b) => a.copysign(-b.detach()), (x, y) => -Math.Abs(x)),
        ["logaddexp"] = new((a, b) => a.logaddexp(b), (x, y) => Math.Log(Math.Exp(x) + Math.Exp(y))),
        ["xlogy"] = new((a, b) => a.xlogy(b), (x, y) => x * Math.Log(y)),
        ["lerp"] = new((a, b) => a.lerp(b, tensor(0.25)), (x, y) => x + 0.25 * (y - x), (a, b) => a.lerp_(b, tensor(0.25))),
        ["addcmul"] = new((a, b) => a.addcmul(a, b, 0.5), (x, y) => x + 0.5 * x * y),
        ["addcmul in place"] = new((a, b) => a.addcmul(b, b, 0.5), (x, y) => x + 0.5 * y * y, (a, b) => a.addcmul_(b, b, 0.5)),
        ["addcdiv"] = new((a, b) => a.addcdiv(a, b, 0.5), (x, y) => x + 0.5 * x / y),
        ["addcdiv in place"] = new((a, b) => a.addcdiv(b, b + 1, 0.5), (x, y) => x + 0.5 * y / (y + 1), (a, b) => a.addcdiv_(b, b + 1,
            0.5)),
        ["clamp between tensors"] = new((a, b) => a.clamp(-b, b), (x, y) => Math.Clamp(x, -y, y)),
        ["where"] = new((a, b) => where(a > 0, a, b), (x, y) => x > 0 ? x : y),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void ValuesAreThoseOfTheFunctionAndBroadcast(string name)
    {
        using var scope = NewDisposeScope();
        var (a, b) = Inputs();
        var (x, y) = (Expect.Numbers(a), Expect.Numbers(b));
        var expected = new double[12];
        for (int i = 0; i < expected.Length; i++)
            expected[i] = Cases[name].Reference(x[i], y[i % 4]);
        Expect.Values([3, 4], expected, Cases[name].Apply(a, b), 1e-11);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsAreThoseOfDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var (a, b) = Inputs();
        // Where b is detached its gradient is none, so only a is checked then.
        var alone = name is "remainder" or "fmod" or "copysign";
        if (name == "floor_divide")
            Assert.False(Cases[name].Apply(a.requires_grad_(), b).requires_grad);
        else if (alone)
            GradientCheck.Verify(t => Cases[name].Apply(t[0], b), a);
        else
            GradientCheck.Verify(t => Cases[name].Apply(t[0], t[1]), a, b);
    }

    public static TheoryData<string> InPlaceNames => new(Cases.Where(pair => pair.Value.InPlace is not null).Select(pair => pair.Key));

    [Theory]
    [MemberData(nameof(InPlaceNames))]
    public void InPlaceWritesOverItsTensorAndReturnsIt(string name)
    {
        using var scope = NewDisposeScope();
        var (a, b) = Inputs();
        var expected = Expect.Numbers(Cases[name].Apply(a, b));
        Assert.Same(a, Cases[name].InPlace!(a, b));
        Expect.Values([3, 4], expected, a);
    }

    [Fact]
    public void TypesArePromotedAsInPyTorch()
    {
        using var scope = NewDisposeScope();
        var whole = tensor([1, 2]);
        Assert.Equal(ScalarType.Int32, (whole + 1).dtype);
        Assert.Equal(ScalarType.Float32, (whole + 1.5).dtype);
        Assert.Equal(ScalarType.Float32, (whole / 2).dtype);
        Assert.Equal(ScalarType.Int64, (whole + tensor([1L, 2L])).dtype);
        Assert.Equal(ScalarType.Float64, (tensor([1.0]) + tensor([1f])).dtype);
        Assert.Equal(ScalarType.Float32, (tensor([1f]) * 2.0).dtype);
        Assert.Equal(ScalarType.Float32, result_type(whole, tensor([1f])));
    }

    private static (Tensor A, Tensor B) Inputs() => (Samples.Between(-2.1, 2.3, 3, 4), Samples.Between(0.3, 1.9, 4));
}
