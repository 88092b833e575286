using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Reductions and orders of [[3, -1, 2], [0, 5, 4]].</summary>
public class ReductionTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Apply, long[] Shape, double[] Values)> Cases = new()
    {
        ["sum"] = (t => t.sum(), [], [13]),
        ["sum of a dimension"] = (t => t.sum(1), [2], [4, 9]),
        ["sum of two dimensions"] = (t => t.sum(0, 1), [], [13]),
        ["sum of listed dimensions"] = (t => t.sum([0], true), [1, 3], [3, 4, 6]),
        ["sum as integers"] = (t => t.sum(type: ScalarType.Int64), [], [13]),
        ["nansum"] = (t => t.nansum(), [], [13]),
        ["mean"] = (t => t.mean(), [], [13 / 6.0]),
        ["mean of a dimension"] = (t => t.mean([1], true), [2, 1], [4 / 3.0, 3]),
        ["var"] = (t => t.var(1), [2], [13 / 3.0, 7]),
        ["var, biased"] = (t => t.var(1, unbiased: false), [2], [26 / 9.0, 14 / 3.0]),
        ["var of all"] = (t => t.var(), [], [(55 - 169 / 6.0) / 5]),
        ["std"] = (t => t.std(1), [2], [Math.Sqrt(13 / 3.0), Math.Sqrt(7)]),
        ["std of all"] = (t => t.std(), [], [Math.Sqrt((55 - 169 / 6.0) / 5)]),
        ["prod"] = (t => (t + 1).prod(), [], [0]),
        ["prod of a dimension"] = (t => t.prod(-2), [3], [0, -5, 8]),
        ["norm"] = (t => t.norm(), [], [Math.Sqrt(55)]),
        ["1-norm"] = (t => t.norm(1f), [], [15]),
        ["norm of a dimension"] = (t => t.norm(1), [2], [Math.Sqrt(14), Math.Sqrt(41)]),
        ["linalg.norm"] = (t => linalg.norm(t), [], [Math.Sqrt(55)]),
        ["linalg.vector_norm"] = (t => linalg.vector_norm(t, double.PositiveInfinity), [], [5]),
        ["all"] = (t => (t > -2).all(), [], [1]),
        ["all of a dimension"] = (t => (t > 0).all(0), [3], [0, 0, 1]),
        ["any"] = (t => (t > 5).any(), [], [0]),
        ["any of a dimension"] = (t => (t > 4).any(1), [2], [0, 1]),
        ["cumsum"] = (t => t.cumsum(1), [2, 3], [3, 2, 4, 0, 5, 9]),
        ["cumprod"] = (t => t.cumprod(0), [2, 3], [3, -1, 2, 0, -5, 8]),
        ["logsumexp"] = (t => t.logsumexp(1), [2], [Math.Log(Math.Exp(3) + Math.Exp(-1) + Math.Exp(2)),
            Math.Log(1 + Math.Exp(5) + Math.Exp(4))]),
        ["softmax"] = (t => t.softmax(0).select(1, 0), [2], [1 / (1 + Math.Exp(-3)), 1 / (1 + Math.Exp(3))]),
        ["log_softmax"] = (t => t.log_softmax(0).select(1, 0), [2], [-Math.Log(1 + Math.Exp(-3)), -Math.Log(1 + Math.Exp(3))]),
        ["count_nonzero"] = (t => t.count_nonzero(), [], [5]),
        ["count_nonzero of a dimension"] = (t => t.count_nonzero([1]), [2], [3, 2]),
        ["max"] = (t => t.max(), [], [5]),
        ["min"] = (t => t.min(), [], [-1]),
        ["max of a dimension"] = (t => t.max(1).values, [2], [3, 5]),
        ["its place"] = (t => t.max(1).indexes, [2], [0, 1]),
        ["min of a dimension"] = (t => t.min(0, true).values, [1, 3], [0, -1, 2]),
        ["amax"] = (t => t.amax(0), [3], [3, 5, 4]),
        ["amin of all"] = (t => t.amin([0, 1]), [], [-1]),
        ["aminmax"] = (t => t.aminmax().max, [], [5]),
        ["argmax"] = (t => t.argmax(), [], [4]),
        ["argmax of a dimension"] = (t => t.argmax(1, true), [2, 1], [0, 1]),
        ["argmin"] = (t => t.argmin(0), [3], [1, 0, 0]),
        ["topk"] = (t => t.topk(2).values, [2, 2], [3, 2, 5, 4]),
        ["topk places"] = (t => t.topk(2).indexes, [2, 2], [0, 2, 1, 2]),
        ["topk of the smallest"] = (t => t.topk(1, 0, largest: false).values, [1, 3], [0, -1, 2]),
        ["sort"] = (t => t.sort(1).Values, [2, 3], [-1, 2, 3, 0, 4, 5]),
        ["sort descending"] = (t => t.sort(1, descending: true).Indices, [2, 3], [0, 2, 1, 1, 2, 0]),
        ["argsort"] = (t => t.argsort(1), [2, 3], [1, 2, 0, 0, 2, 1]),
        ["kthvalue"] = (t => t.kthvalue(2, 1).values, [2], [2, 4]),
        ["median"] = (t => t.median(), [], [2]),
        ["quantile"] = (t => t.quantile(tensor(0.25), 1), [2], [0.5, 2]),
        ["dist"] = (t => t.dist(zeros(2, 3, dtype: ScalarType.Float64)), [], [Math.Sqrt(55)]),
        ["histc"] = (t => t.histc(3, -1, 5), [3], [2, 1, 3]),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void ResultsAreThoseByHand(string name)
    {
        using var scope = NewDisposeScope();
        var t = tensor(new double[,] { { 3, -1, 2 }, { 0, 5, 4 } });
        Expect.Values(Cases[name].Shape, Cases[name].Values, Cases[name].Apply(t));
    }

    [Fact]
    public void UniqueTellsPlacesAndCounts()
    {
        using var scope = NewDisposeScope();
        var (output, inverse, counts) = tensor([3L, 1L, 3L, 7L]).unique(return_inverse: true, return_counts: true);
        Expect.Values([3], [1, 3, 7], output);
        Expect.Values([4], [1, 0, 1, 2], inverse!);
        Expect.Values([3], [1, 2, 1], counts!);
        Assert.Null(tensor([1L]).unique().counts);
    }

    [Fact]
    public void CountsAndSearches()
    {
        using var scope = NewDisposeScope();
        Expect.Values([4], [1, 2, 0, 1], bincount(tensor([0L, 1L, 1L, 3L])));
        Expect.Values([5], [0.5, 0, 2, 0, 0], tensor([0L, 2L]).bincount(tensor([0.5, 2.0]), 5));
        Expect.Values([3], [0, 1, 3], searchsorted(tensor([1.0, 2.0, 3.0]), tensor([0.5, 2.0, 9.0])));
        Expect.Values([1], [2], searchsorted(tensor([1.0, 2.0, 3.0]), tensor([2.0]), right: true));
        Expect.Values([3], [0, 2, 3], tensor([1.0, 2.5, 9.0]).bucketize(tensor([1.0, 2.0, 3.0])));
    }

    [Fact]
    public void EqualValuesKeepTheirOrderInAStableSort()
    {
        using var scope = NewDisposeScope();
        var order = zeros(100).sort(stable: true).Indices;
        Assert.True(order.Equals(arange(100)));
    }
}
