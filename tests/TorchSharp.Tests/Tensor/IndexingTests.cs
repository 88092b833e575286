using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>t[...] on arange(24) as [2, 3, 4], where element [i, j, k] is 12 i + 4 j + k.</summary>
public class IndexingTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Apply, long[] Shape, double[] Values)> Cases = new()
    {
        ["one integer"] = (t => t[1][0], [4], [12, 13, 14, 15]),
        ["integers"] = (t => t[1, 2, 3], [], [23]),
        ["negative integers"] = (t => t[-1, -1, -1], [], [23]),
        ["two integers"] = (t => t[0, 2], [4], [8, 9, 10, 11]),
        ["a range"] = (t => t[1, 0, 1..3], [2], [13, 14]),
        ["a range from the end"] = (t => t[1, 0, ^2..], [2], [14, 15]),
        ["an index from the end"] = (t => t[1, 0, ^1], [], [15]),
        ["a whole range"] = (t => t[.., 1, 0], [2], [4, 16]),
        ["colon"] = (t => t[TensorIndex.Colon, 1, 0], [2], [4, 16]),
        ["a slice with steps"] = (t => t[0, 0, TensorIndex.Slice(null, null, 2)], [2], [0, 2]),
        ["a slice from the end"] = (t => t[0, 0, TensorIndex.Slice(-2)], [2], [2, 3]),
        ["ellipsis"] = (t => t[TensorIndex.Ellipsis, 3], [2, 3], [3, 7, 11, 15, 19, 23]),
        ["ellipsis in the middle"] = (t => t[1, TensorIndex.Ellipsis, 0], [3], [12, 16, 20]),
        ["a new dimension"] = (t => t[0, TensorIndex.None, 0], [1, 4], [0, 1, 2, 3]),
        ["a new dimension after an ellipsis"] = (t => t[0, 0, TensorIndex.Ellipsis, TensorIndex.Null], [4, 1], [0, 1, 2, 3]),
        ["an index tensor"] = (t => t[0][tensor([2L, 0L])], [2, 4], [8, 9, 10, 11, 0, 1, 2, 3]),
        ["two index tensors"] = (t => t[0][tensor([2L, 0L]), tensor([1L, 3L])], [2], [9, 3]),
        ["an index tensor after a slice"] = (t => t[.., 0, TensorIndex.Tensor(tensor([3L, 0L]))], [2, 2], [3, 0, 15, 12]),
        ["an index tensor after an ellipsis"] = (t => t[TensorIndex.Ellipsis, TensorIndex.Tensor(tensor([3L]))], [2, 3, 1], [3, 7, 11, 15,
            19, 23]),
        ["an index tensor before a slice"] = (t => t[TensorIndex.Tensor(tensor([1L])), 0, 1..2], [1, 1], [13]),
        ["a mask"] = (t => t[t > 21], [2], [22, 23]),
        ["a mask of one dimension"] = (t => t[0][tensor([true, false, true])].select(1, 0), [2], [0, 8]),
        ["a mask after an integer"] = (t => t[1, TensorIndex.Tensor(t[1] > 21)], [2], [22, 23]),
        ["gather"] = (t => t[0].gather(1, tensor([3L, 0L, 1L], [3, 1])), [3, 1], [3, 4, 9]),
        ["index_select"] = (t => t.index_select(2, tensor([3L, 3L])).select(0, 0), [3, 2], [3, 3, 7, 7, 11, 11]),
        ["masked_select"] = (t => t.masked_select(t < 2), [2], [0, 1]),
        ["masked_fill"] = (t => t[0, 0].masked_fill(t[0, 0] > 1, -1), [4], [0, 1, -1, -1]),
        ["take"] = (t => t.take(tensor([23L, 0L])), [2], [23, 0]),
        ["take_along_dim"] = (t => t[0].take_along_dim(tensor([3L, 0L, 1L], [3, 1]), 1), [3, 1], [3, 4, 9]),
        ["scatter"] = (t => t[0, 0].scatter(0, tensor([3L]), tensor([9.0])), [4], [0, 1, 2, 9]),
        ["scatter_add"] = (t => t[0, 0].scatter_add(0, tensor([3L, 3L]), tensor([9.0, 1.0])), [4], [0, 1, 2, 13]),
        ["index_add"] = (t => t[0, 0].index_add(0, tensor([1L, 1L]), tensor([1.0, 2.0]), 2), [4], [0, 7, 2, 3]),
        ["index_fill"] = (t => t[0, 0].index_fill(0, tensor([1L]), 8), [4], [0, 8, 2, 3]),
        ["index_copy"] = (t => t[0, 0].index_copy(0, tensor([1L]), tensor([8.0])), [4], [0, 8, 2, 3]),
        ["nonzero"] = (t => (t[0] == 6).nonzero(), [1, 2], [1, 2]),
        ["where"] = (t => where(t[0, 0] > 1, t[0, 0], -1.0), [4], [-1, -1, 2, 3]),
        ["where as a method"] = (t => t[0, 0].where(t[0, 0] > 1, zeros(4, dtype: ScalarType.Float64)), [4], [0, 0, 2, 3]),
        ["the places where"] = (t => where(t[0] == 6)[1], [1], [2]),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void PicksTheElements(string name)
    {
        using var scope = NewDisposeScope();
        Expect.Values(Cases[name].Shape, Cases[name].Values, Cases[name].Apply(Cube()));
    }

    private static readonly Dictionary<string, (Action<Tensor> Apply, double[] Values)> Assignments = new()
    {
        ["an integer"] = (t => t[1] = 9.0, [0, 1, 2, 9, 9, 9]),
        ["integers"] = (t => t[1, 0] = 9.0, [0, 1, 2, 9, 4, 5]),
        ["a slice"] = (t => t[.., 1..] = tensor([7.0, 8.0]), [0, 7, 8, 3, 7, 8]),
        ["an ellipsis"] = (t => t[TensorIndex.Ellipsis, 0] = tensor([7.0, 8.0]), [7, 1, 2, 8, 4, 5]),
        ["a mask"] = (t => t[t > 3] = 0.0, [0, 1, 2, 3, 0, 0]),
        ["index tensors"] = (t => t[tensor([0L, 1L]), tensor([2L, 0L])] = tensor([7.0, 8.0]), [0, 1, 7, 8, 4, 5]),
        ["a mask below an integer"] = (t => t[1, TensorIndex.Tensor(t[1] > 3)] = 0.0, [0, 1, 2, 3, 0, 0]),
        ["index_put_"] = (t => t.index_put_(tensor(9.0), tensor([1L])), [0, 1, 2, 9, 9, 9]),
        ["index_put_ with a number"] = (t => t.index_put_((Scalar)9, TensorIndex.Single(1), TensorIndex.Slice(0, 1)), [0, 1, 2, 9, 4, 5]),
        ["index_put_ that adds up"] = (t => t.index_put_(tensor([1.0, 1.0]), [tensor([1L, 1L]), tensor([0L, 0L])], true), [0, 1, 2, 5, 4,
            5]),
        ["scatter_"] = (t => t.scatter_(1, tensor([2L, 0L], [2, 1]), tensor([7.0, 8.0], [2, 1])), [0, 1, 7, 8, 4, 5]),
        ["scatter_add_"] = (t => t.scatter_add_(1, tensor([2L, 0L], [2, 1]), tensor([7.0, 8.0], [2, 1])), [0, 1, 9, 11, 4, 5]),
        ["masked_fill_"] = (t => t.masked_fill_(t > 3, -1), [0, 1, 2, 3, -1, -1]),
        ["index_copy_"] = (t => t.index_copy_(0, tensor([1L]), zeros(1, 3, dtype: ScalarType.Float64)), [0, 1, 2, 0, 0, 0]),
        ["index_add_"] = (t => t.index_add_(0, tensor([1L]), ones(1, 3, dtype: ScalarType.Float64), 2), [0, 1, 2, 5, 6, 7]),
        ["index_fill_"] = (t => t.index_fill_(1, tensor([0L]), 8), [8, 1, 2, 8, 4, 5]),
        ["tril_ and triu_"] = (t => t.tril_().triu_(), [0, 0, 0, 0, 4, 0]),
    };

    public static TheoryData<string> AssignmentNames => new(Assignments.Keys);

    [Theory]
    [MemberData(nameof(AssignmentNames))]
    public void WritesTheElements(string name)
    {
        using var scope = NewDisposeScope();
        var t = arange(6, dtype: ScalarType.Float64).view(2, 3);
        Assignments[name].Apply(t);
        Expect.Values([2, 3], Assignments[name].Values, t);
    }

    [Fact]
    public void AnIndexLeavesNothingBehind()
    {
        using var t = Cube();
        using var index = tensor([1L]);
        var counts = DisposeScopeManager.Statistics;
        long before = counts.ThreadTotalLiveCount;
        t[1, TensorIndex.Ellipsis, 1..3].Dispose();
        t[TensorIndex.Tensor(index), 0].Dispose();
        using (var value = tensor(1.0))
            t[0, .., 1..3] = value;
        Assert.Equal(before, counts.ThreadTotalLiveCount);
    }

    private static Tensor Cube() => arange(24, dtype: ScalarType.Float64).view(2, 3, 4);
}
