using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Gradients of the operations that move, join, multiply or reduce elements, against differences.</summary>
public class OperationGradientTests
{
    private static readonly long[] Pair = [2, 3];

    private static readonly Dictionary<string, (Func<Tensor[], Tensor> Apply, long[][] Shapes)> Cases = new()
    {
        ["view"] = (t => t[0].view(3, 2), [Pair]),
        ["reshape"] = (t => t[0].t().reshape(6), [Pair]),
        ["flatten"] = (t => t[0].flatten(), [Pair]),
        ["permute"] = (t => t[0].permute(2, 0, 1), [[2, 3, 4]]),
        ["transpose"] = (t => t[0].transpose(0, 1), [Pair]),
        ["T"] = (t => t[0].T, [Pair]),
        ["mT"] = (t => t[0].mT, [[2, 3, 4]]),
        ["unsqueeze and squeeze"] = (t => t[0].unsqueeze(1).squeeze(1), [Pair]),
        ["expand"] = (t => t[0].expand(4, 3), [[1, 3]]),
        ["repeat"] = (t => t[0].repeat(2, 2), [Pair]),
        ["repeat_interleave"] = (t => t[0].repeat_interleave(2, 1), [Pair]),
        ["tile"] = (t => t[0].tile([2, 1]), [Pair]),
        ["narrow"] = (t => t[0].narrow(1, 1, 2), [Pair]),
        ["select"] = (t => t[0].select(1, 2), [Pair]),
        ["slice"] = (t => t[0].slice(1, 0, 3, 2), [Pair]),
        ["chunk"] = (t => t[0].chunk(2, 1)[1], [[2, 4]]),
        ["split"] = (t => t[0].split([1, 3], 1)[1], [[2, 4]]),
        ["unbind"] = (t => t[0].unbind(1)[2], [Pair]),
        ["flip"] = (t => t[0].flip(1), [Pair]),
        ["roll"] = (t => t[0].roll(1, 1), [Pair]),
        ["tril"] = (t => t[0].tril(), [[3, 3]]),
        ["triu"] = (t => t[0].triu(1), [[3, 3]]),
        ["diag"] = (t => t[0].diag(), [[3]]),
        ["clone and contiguous"] = (t => t[0].t().contiguous().clone(), [Pair]),
        ["to"] = (t => t[0].to(ScalarType.Float64, copy: true), [Pair]),
        ["cat"] = (t => cat([t[0], t[1]], 1), [Pair, [2, 1]]),
        ["stack"] = (t => stack([t[0], t[1]], 1), [Pair, Pair]),
        ["index_select"] = (t => t[0].index_select(1, tensor([2L, 0L, 2L])), [Pair]),
        ["index by tensors"] = (t => t[0][tensor([1L, 0L, 1L]), tensor([2L, 2L, 2L])], [Pair]),
        ["index by mask"] = (t => t[0][t[0].detach() > 0], [Pair]),
        ["index by slices"] = (t => t[0][TensorIndex.Ellipsis, TensorIndex.Slice(1, null)], [Pair]),
        ["gather"] = (t => t[0].gather(1, tensor([0L, 0L, 2L, 1L], [2, 2])), [Pair]),
        ["scatter"] = (t => t[0].scatter(1, tensor([0L, 2L], [2, 1]), t[1]), [Pair, [2, 1]]),
        ["scatter_add"] = (t => t[0].scatter_add(1, tensor([0L, 0L, 2L, 1L], [2, 2]), t[1]), [Pair, [2, 2]]),
        ["index_add"] = (t => t[0].index_add(0, tensor([1L, 1L]), t[1], 0.5), [Pair, Pair]),
        ["masked_fill"] = (t => t[0].masked_fill(t[0].detach() > 0, 7), [Pair]),
        ["masked_select"] = (t => t[0].masked_select(t[0].detach() > 0), [Pair]),
        ["matmul"] = (t => t[0].matmul(t[1]), [[2, 3, 4], [4, 2]]),
        ["mm"] = (t => t[0].mm(t[1]), [Pair, [3, 2]]),
        ["bmm"] = (t => t[0].bmm(t[1]), [[2, 2, 3], [2, 3, 2]]),
        ["mv"] = (t => t[0].mv(t[1]), [Pair, [3]]),
        ["dot"] = (t => t[0].dot(t[1]), [[4], [4]]),
        ["outer"] = (t => t[0].outer(t[1]), [[2], [3]]),
        ["inner"] = (t => t[0].inner(t[1]), [[4], [4]]),
        ["addmm"] = (t => t[0].addmm(t[1], t[2], 0.5f, 2f), [[2, 2], Pair, [3, 2]]),
        ["einsum"] = (t => einsum("bij,bjk->bk", t[0], t[1]), [[2, 2, 3], [2, 3, 2]]),
        ["trace"] = (t => t[0].trace(), [[3, 3]]),
        ["sum"] = (t => t[0].sum(), [Pair]),
        ["sum over dimensions"] = (t => t[0].sum([0, 2], true), [[2, 3, 4]]),
        ["mean"] = (t => t[0].mean(), [Pair]),
        ["mean over dimensions"] = (t => t[0].mean([1]), [Pair]),
        ["var"] = (t => t[0].var(1), [Pair]),
        ["std"] = (t => t[0].std(1, unbiased: false), [Pair]),
        ["prod"] = (t => t[0].prod(1), [Pair]),
        ["norm"] = (t => t[0].norm(), [Pair]),
        ["norm along a dimension"] = (t => t[0].norm(1, true, 3), [Pair]),
        ["linalg.norm"] = (t => linalg.norm(t[0]), [Pair]),
        ["linalg.vector_norm"] = (t => linalg.vector_norm(t[0], 2, [1]), [Pair]),
        ["amax"] = (t => t[0].amax([1]), [Pair]),
        ["amin"] = (t => t[0].amin([0], true), [Pair]),
        ["max along a dimension"] = (t => t[0].max(1).values, [Pair]),
        ["min"] = (t => t[0].min(), [Pair]),
        ["median"] = (t => t[0].median(), [[5]]),
        ["kthvalue"] = (t => t[0].kthvalue(2, 1).values, [Pair]),
        ["topk"] = (t => t[0].topk(2).values, [Pair]),
        ["sort"] = (t => t[0].sort(1).Values, [Pair]),
        ["cumsum"] = (t => t[0].cumsum(1), [Pair]),
        ["cumprod"] = (t => t[0].cumprod(1), [Pair]),
        ["logsumexp"] = (t => t[0].logsumexp(1), [Pair]),
        ["softmax"] = (t => t[0].softmax(1), [Pair]),
        ["log_softmax"] = (t => t[0].log_softmax(1), [Pair]),
        ["quantile"] = (t => t[0].quantile(tensor(0.3), 1), [Pair]),
        ["dist"] = (t => t[0].dist(t[1]), [Pair, [2, 1]]),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsAreThoseOfDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var inputs = Cases[name].Shapes.Select((shape, i) => Samples.Between(-1.3 + 0.1 * i, 1.9, shape)).ToArray();
        GradientCheck.Verify(Cases[name].Apply, inputs);
    }
}
