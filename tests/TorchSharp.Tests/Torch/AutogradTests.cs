using System.Runtime.InteropServices;
using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class AutogradTests
{
    [Fact]
    public void BackwardAddsToTheLeaves()
    {
        using var scope = NewDisposeScope();
        var w = tensor([1.0, 2.0], requires_grad: true);
        Assert.Null(w.grad);
        (w * w).sum().backward();
        Expect.Values([2], [2, 4], w.grad!);
        (w * w).sum().backward();
        Expect.Values([2], [4, 8], w.grad!);
        w.grad!.zero_();
        Expect.Values([2], [0, 0], w.grad!);
    }

    [Fact]
    public void GradientsCanBeSetAndCleared()
    {
        using var scope = NewDisposeScope();
        var w = tensor([1.0, 2.0], requires_grad: true);
        w.grad = tensor([5.0, 6.0]);
        Expect.Values([2], [5, 6], w.grad);
        w.grad = null;
        Assert.Null(w.grad);
    }

    [Fact]
    public void GradReturnsGradientsWithoutTouchingTheLeaves()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0], requires_grad: true);
        var y = tensor([3.0, 4.0], requires_grad: true);
        var grads = autograd.grad([(x * y).sum()], [x, y]);
        Expect.Values([2], [3, 4], grads[0]);
        Expect.Values([2], [1, 2], grads[1]);
        Assert.Null(x.grad);
        Expect.Values([2], [6, 12], autograd.grad([x * y], [x], [tensor([2.0, 3.0])])[0]);
    }

    [Fact]
    public void GradientsOfGradientsWork()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3.0, requires_grad: true);
        var first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        Expect.Values([], [27], first);
        Expect.Values([], [18], autograd.grad([first], [x])[0]);
    }

    [Fact]
    public void BackwardTakesWeightsInputsAndRetainedGraphs()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0], requires_grad: true);
        var y = tensor([1.0, 1.0], requires_grad: true);
        var product = x * y;
        product.backward([tensor([1.0, 10.0])], retain_graph: true, inputs: [x]);
        Expect.Values([2], [1, 10], x.grad!);
        Assert.Null(y.grad);
        product.sum().backward();
        Expect.Values([2], [1, 2], y.grad!);
    }

    [Fact]
    public void InnerTensorsKeepTheirGradientWhenAsked()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0], requires_grad: true);
        var inner = x * 2;
        Assert.False(inner.is_leaf);
        inner.retain_grad();
        (inner * 3).sum().backward();
        Expect.Values([2], [3, 3], inner.grad!);
    }

    [Fact]
    public void DetachedTensorsAreOutsideOfTheGraph()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0], requires_grad: true);
        Assert.False((x * 2).detach().requires_grad);
        Assert.True(x.detach().is_leaf);
        Assert.True(x.detach().requires_grad_().requires_grad);
        Assert.False(x.clone().detach_().requires_grad);
    }

    [Fact]
    public void ModesSwitchGradientsAndSwitchThemBack()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0], requires_grad: true);
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
            x.add_(1);
        }

        Assert.True(is_grad_enabled());
        using (set_grad_enabled(false))
            Assert.False(is_grad_enabled());
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((x * 2).requires_grad);
        }

        Assert.False(is_inference_mode_enabled());
        Assert.True((x * 2).requires_grad);
        Expect.Values([2], [2, 3], x);
    }

    [Fact]
    public void MisuseIsToldWithLibtorchsMessage()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0], requires_grad: true);
        var scalar = Assert.Throws<ExternalException>(() => (x * 2).backward());
        Assert.Contains("scalar outputs", scalar.Message);
        var loss = (x * x).sum();
        loss.backward();
        var twice = Assert.Throws<ExternalException>(() => loss.backward());
        Assert.Contains("second time", twice.Message);
        Assert.Throws<ExternalException>(() => tensor([1L]).requires_grad_());
    }
}
