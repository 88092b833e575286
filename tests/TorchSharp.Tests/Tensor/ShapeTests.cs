using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Views and rearrangements of [[0, 1, 2], [3, 4, 5]].</summary>
public class ShapeTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Apply, long[] Shape, double[] Values)> Cases = new()
    {
        ["view"] = (t => t.view(3, 2), [3, 2], [0, 1, 2, 3, 4, 5]),
        ["view with an inferred length"] = (t => t.view(-1), [6], [0, 1, 2, 3, 4, 5]),
        ["view_as"] = (t => t.view_as(zeros(3, 2)), [3, 2], [0, 1, 2, 3, 4, 5]),
        ["reshape of a transpose"] = (t => t.T.reshape(6), [6], [0, 3, 1, 4, 2, 5]),
        ["flatten"] = (t => t.unsqueeze(0).flatten(0, 1), [2, 3], [0, 1, 2, 3, 4, 5]),
        ["unflatten"] = (t => t.view(6).unflatten(0, 3, 2), [3, 2], [0, 1, 2, 3, 4, 5]),
        ["ravel"] = (t => t.ravel(), [6], [0, 1, 2, 3, 4, 5]),
        ["permute"] = (t => t.permute(1, 0), [3, 2], [0, 3, 1, 4, 2, 5]),
        ["transpose"] = (t => t.transpose(0, -1), [3, 2], [0, 3, 1, 4, 2, 5]),
        ["t"] = (t => t.t(), [3, 2], [0, 3, 1, 4, 2, 5]),
        ["mT"] = (t => t.mT, [3, 2], [0, 3, 1, 4, 2, 5]),
        ["movedim"] = (t => t.unsqueeze(0).movedim([0], [2]), [2, 3, 1], [0, 1, 2, 3, 4, 5]),
        ["unsqueeze"] = (t => t.unsqueeze(-1), [2, 3, 1], [0, 1, 2, 3, 4, 5]),
        ["squeeze"] = (t => t.view(1, 2, 1, 3).squeeze(), [2, 3], [0, 1, 2, 3, 4, 5]),
        ["squeeze of one dimension"] = (t => t.view(1, 2, 1, 3).squeeze(0), [2, 1, 3], [0, 1, 2, 3, 4, 5]),
        ["expand"] = (t => t.unsqueeze(0).expand(2, -1, -1), [2, 2, 3], [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]),
        ["expand_as"] = (t => t.narrow(0, 0, 1).expand_as(zeros(2, 3)), [2, 3], [0, 1, 2, 0, 1, 2]),
        ["broadcast_to"] = (t => t.narrow(0, 1, 1).broadcast_to(2, 3), [2, 3], [3, 4, 5, 3, 4, 5]),
        ["repeat"] = (t => t.repeat(1, 2), [2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]),
        ["tile"] = (t => t.tile([2]), [2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]),
        ["repeat_interleave"] = (t => t.repeat_interleave(2, 0), [4, 3], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]),
        ["narrow"] = (t => t.narrow(1, 1, 2), [2, 2], [1, 2, 4, 5]),
        ["select"] = (t => t.select(1, -1), [2], [2, 5]),
        ["slice"] = (t => t.slice(1, 0, 3, 2), [2, 2], [0, 2, 3, 5]),
        ["diagonal"] = (t => t.diagonal(), [2], [0, 4]),
        ["chunk"] = (t => t.chunk(2, 1)[0], [2, 2], [0, 1, 3, 4]),
        ["split by a size"] = (t => t.split(2, 1)[1], [2, 1], [2, 5]),
        ["split by sizes"] = (t => t.split([1, 2], 1)[1], [2, 2], [1, 2, 4, 5]),
        ["tensor_split"] = (t => t.tensor_split(2, 1)[1], [2, 1], [2, 5]),
        ["unbind"] = (t => t.unbind(1)[1], [2], [1, 4]),
        ["flip"] = (t => t.flip(0, 1), [2, 3], [5, 4, 3, 2, 1, 0]),
        ["fliplr"] = (t => t.fliplr(), [2, 3], [2, 1, 0, 5, 4, 3]),
        ["flipud"] = (t => t.flipud(), [2, 3], [3, 4, 5, 0, 1, 2]),
        ["rot90"] = (t => t.rot90(), [3, 2], [2, 5, 1, 4, 0, 3]),
        ["roll"] = (t => t.roll(1, 1), [2, 3], [2, 0, 1, 5, 3, 4]),
        ["roll of the flattened"] = (t => t.roll(1), [2, 3], [5, 0, 1, 2, 3, 4]),
        ["roll of two dimensions"] = (t => t.roll([1, 1], [0, 1]), [2, 3], [5, 3, 4, 2, 0, 1]),
        ["tril"] = (t => t.tril(), [2, 3], [0, 0, 0, 3, 4, 0]),
        ["triu"] = (t => t.triu(1), [2, 3], [0, 1, 2, 0, 0, 5]),
        ["diag"] = (t => t.select(0, 0).diag(), [3, 3], [0, 0, 0, 0, 1, 0, 0, 0, 2]),
        ["diag_embed"] = (t => t.narrow(1, 1, 2).diag_embed(), [2, 2, 2], [1, 0, 0, 2, 4, 0, 0, 5]),
        ["as_strided"] = (t => t.as_strided([2, 2], [1, 2], 1), [2, 2], [1, 3, 2, 4]),
        ["unfold"] = (t => t.unfold(1, 2, 1), [2, 2, 2], [0, 1, 1, 2, 3, 4, 4, 5]),
        ["cat"] = (t => cat([t, t], 0), [4, 3], [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]),
        ["stack"] = (t => stack([t, t], 2), [2, 3, 2], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ["vstack"] = (t => vstack([t, t.narrow(0, 0, 1)]), [3, 3], [0, 1, 2, 3, 4, 5, 0, 1, 2]),
        ["hstack"] = (t => hstack(t, t.narrow(1, 0, 1)), [2, 4], [0, 1, 2, 0, 3, 4, 5, 3]),
        ["unsqueeze_"] = (t => t.clone().unsqueeze_(0).squeeze_(0).transpose_(0, 1), [3, 2], [0, 3, 1, 4, 2, 5]),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void ElementsLandWhereTheyShould(string name)
    {
        using var scope = NewDisposeScope();
        var t = arange(6, dtype: ScalarType.Float64).view(2, 3);
        Expect.Values(Cases[name].Shape, Cases[name].Values, Cases[name].Apply(t));
    }

    [Fact]
    public void ViewsShareTheirData()
    {
        using var scope = NewDisposeScope();
        var t = zeros(2, 3);
        t.view(6).select(0, 4).fill_(7);
        Expect.Values([2, 3], [0, 0, 0, 0, 7, 0], t);
        t.clone().fill_(1);
        Assert.Equal(7f, t.sum().item<float>());
    }

    [Fact]
    public void PropertiesDescribeTheLayout()
    {
        using var scope = NewDisposeScope();
        var t = zeros([2, 3, 4], dtype: ScalarType.Int16);
        Assert.Equal([2L, 3L, 4L], t.shape);
        Assert.Equal([2L, 3L, 4L], t.size());
        Assert.Equal([12L, 4L, 1L], t.stride());
        Assert.Equal((3L, 3L, 24L, 2L), (t.ndim, t.dim(), t.numel(), t.element_size()));
        Assert.Equal(4, t.size(-1));
        Assert.Equal(4, t.stride(1));
        Assert.True(t.is_contiguous());
        Assert.False(t.transpose(0, 1).is_contiguous());
        Assert.Equal(4, t.select(1, 1).storage_offset());
        Assert.Equal("[2x3x4], type = Int16, device = cpu", t.ToString());
    }
}
