using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Standin;

/// <summary>The generic call into libtorch.</summary>
public class NativeTests
{
    // Where these two throw, the real package ends the process.
    [Fact]
    public void UnusedInputsOfGradThrow()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0], requires_grad: true);
        var y = tensor(1.0, requires_grad: true);
        var unused = Assert.Throws<ExternalException>(() => autograd.grad([(x * x).sum()], [y]));
        Assert.Contains("not have been used", unused.Message);
        Assert.Null(autograd.grad([(x * x).sum()], [y], allow_unused: true)[0]);
    }

    [Fact]
    public void ShapeMismatchesThrow()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => zeros(3, 4).matmul(zeros(3, 4)));
        Assert.Equal("mat1 and mat2 shapes cannot be multiplied (3x4 and 3x4)", error.Message);
    }

    [Fact]
    public void UnknownOperatorsAreNamed()
    {
        var error = Assert.Throws<ExternalException>(() => Native.Call("no_such_operator"));
        Assert.Contains("no_such_operator", error.Message);
    }

    [Fact]
    public void ArgumentsOfTheWrongKindAreNamed()
    {
        using var t = zeros(2);
        var error = Assert.Throws<ExternalException>(() => Native.Call("sum.dim_IntList", t, "one"));
        Assert.Contains("'dim'", error.Message);
        Assert.Contains("a string", error.Message);
        Assert.Throws<ExternalException>(() => Native.Call("neg", t, t, t));
    }

    [Fact]
    public void MissingArgumentsTakeTheSchemasDefaults()
    {
        using var scope = NewDisposeScope();
        var t = ones(2, 3);
        Assert.Equal([2L], Native.Call("sum.dim_IntList", t, new[] { 1L }).shape);
        Assert.Equal([2L, 1L], Native.Call("sum.dim_IntList", t, new[] { 1L }, true).shape);
        Assert.Equal([2L], Native.Call("sum.dim_IntList", t, new[] { 1L }, Arg.Default, ScalarType.Float64).shape);
    }

    [Fact]
    public void LongListsAreHandedOver()
    {
        using var scope = NewDisposeScope();
        var parts = Enumerable.Range(0, 500).Select(i => full(2, i, dtype: ScalarType.Float64)).ToArray();
        var joined = cat(parts);
        Assert.Equal(1000, joined.numel());
        Assert.Equal(499.0, joined[999].item<double>());
        Assert.Equal(500, joined.chunk(500).Length);
    }
}
