using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>libtorch's errors come as managed exceptions with its message and without its stack.</summary>
public class ErrorTests
{
    private static readonly Dictionary<string, (Action Fail, string Message)> Cases = new()
    {
        ["a view of another size"] = (() => zeros(2, 3).view(5), "invalid for input of size 6"),
        ["shapes that do not broadcast"] = (() => zeros(2).add(zeros(3)), "must match the size"),
        ["a dimension that is not there"] = (() => zeros(2).sum(3), "Dimension out of range"),
        ["an index that is not there"] = (() => zeros(2).select(0, 5), "out of range"),
        ["pieces that do not fit"] = (() => cat([zeros(2, 2), zeros(3, 3)]), "Sizes of tensors must match"),
        ["an index tensor of the wrong type"] = (() => zeros(2).index_select(0, tensor([1f])), "index"),
        ["a leaf changed in place"] = (() => zeros(2, requires_grad: true).add_(1), "in-place"),
        ["too many elements asked for"] = (() => zeros(2).topk(3), "k"),
        ["a mean of integers"] = (() => tensor([1L]).mean(), "Input dtype must be"),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void LibtorchsMessageSurfaces(string name)
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(Cases[name].Fail);
        Assert.Contains(Cases[name].Message, error.Message);
    }

    [Fact]
    public void WorkGoesOnAfterAnError()
    {
        using var scope = NewDisposeScope();
        var t = ones(2, 3);
        Assert.Throws<ExternalException>(() => t.view(5));
        Assert.Equal(6f, t.sum().item<float>());
    }
}
