using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class ComparisonTests
{
    private sealed record Case(Func<Tensor, Tensor, Tensor> Tensors, Func<Tensor, Tensor> WithTwo, Func<double, double, bool> Reference);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["eq"] = new((a, b) => a == b, a => a.eq(2), (x, y) => x == y),
        ["ne"] = new((a, b) => a != b, a => a.ne(2), (x, y) => x != y),
        ["lt"] = new((a, b) => a < b, a => a < 2, (x, y) => x < y),
        ["le"] = new((a, b) => a <= b, a => a <= 2, (x, y) => x <= y),
        ["gt"] = new((a, b) => a > b, a => a > 2, (x, y) => x > y),
        ["ge"] = new((a, b) => a >= b, a => a >= 2, (x, y) => x >= y),
        ["greater"] = new(greater, a => a.gt(2), (x, y) => x > y),
        ["less_equal"] = new(less_equal, a => a.le(2), (x, y) => x <= y),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void ComparesElementByElement(string name)
    {
        using var scope = NewDisposeScope();
        double[] x = [1, 2, 3, 4], y = [2, 2, 2, 4];
        var result = Cases[name].Tensors(tensor(x), tensor(y));
        Assert.Equal(ScalarType.Bool, result.dtype);
        Expect.Values([4], [.. x.Zip(y, (p, q) => Cases[name].Reference(p, q) ? 1.0 : 0.0)], result);
        Expect.Values([4], [.. x.Select(p => Cases[name].Reference(p, 2) ? 1.0 : 0.0)], Cases[name].WithTwo(tensor(x)));
    }

    [Fact]
    public void LogicCombinesBools()
    {
        using var scope = NewDisposeScope();
        var a = tensor([true, true, false, false]);
        var b = tensor([true, false, true, false]);
        Expect.Values([4], [1, 0, 0, 0], a.logical_and(b));
        Expect.Values([4], [1, 1, 1, 0], a.logical_or(b));
        Expect.Values([4], [0, 1, 1, 0], a.logical_xor(b));
        Expect.Values([4], [0, 0, 1, 1], a.logical_not());
        Expect.Values([4], [1, 0, 0, 0], a & b);
        Expect.Values([4], [1, 1, 1, 0], a | b);
        Expect.Values([4], [0, 1, 1, 0], a ^ b);
        Expect.Values([4], [0, 0, 1, 1], ~a);
        Expect.Values([3], [1, 0, 1], tensor([5, 6, 7]).isin(tensor([7, 5])));
    }

    [Fact]
    public void WholeTensorsAreComparedToo()
    {
        using var scope = NewDisposeScope();
        var a = tensor([1.0, 2.0]);
        Assert.True(a.Equals(tensor([1.0, 2.0])));
        Assert.False(a.Equals(tensor([1.0, 2.0, 3.0])));
        Assert.True(a.allclose(a + 1e-9));
        Assert.False(a.allclose(a + 1e-3));
        Assert.True(allclose(a, a + 1e-3, rtol: 0, atol: 1e-2));
        Expect.Values([2], [1, 0], a.isclose(tensor([1.0, 2.1])));
        Expect.Values([2], [1, 0], a.equal(tensor([1.0, 9.0])));
    }
}
