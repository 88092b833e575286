using System.Runtime.CompilerServices;
using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Native memory comes back: by Dispose, by scopes, by the finalizer.</summary>
[Collection("alone")]
public class LifetimeTests
{
    // Of 100,000 leaked tensors of 4 kB each this would be 400 MB.
    private const long Allowance = 20L << 20;

    [Fact]
    public void ADisposedTensorRefusesWork()
    {
        var t = zeros(1);
        t.Dispose();
        Assert.True(t.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => t.shape);
        Assert.Throws<InvalidOperationException>(() => t + 1);
        Assert.Throws<InvalidOperationException>(() => t.Handle);
    }

    [Fact]
    public void AnAliasLivesOnItsOwn()
    {
        using var scope = NewDisposeScope();
        var t = ones(2);
        var alias = t.alias();
        t.Dispose();
        Assert.Equal(2f, alias.sum().item<float>());
    }

    [Fact]
    public void AHundredThousandDisposedOperationsLeakNothing()
    {
        using var t = ones(1000);
        using var other = ones(1000);
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        AssertNoGrowth(() =>
        {
            using var sum = t + other;
            using var view = sum[10..20];
            var (values, indices) = view.max(0);
            values.Dispose();
            indices.Dispose();
        }, 100_000 / 3);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void AHundredThousandOperationsInScopesLeakNothing()
    {
        using var weight = randn([64, 16]).requires_grad_();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        AssertNoGrowth(() =>
        {
            using var scope = NewDisposeScope();
            var loss = cat(weight.mul(2).split(32), 0).pow(2).sum();
            loss.backward();
            weight.grad = null;
        }, 100_000 / 7);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void FailedOperationsLeakNothing()
    {
        using var t = ones(1000);
        AssertNoGrowth(() => Assert.ThrowsAny<Exception>(() => t.view(7)), 2_000);
    }

    [Fact]
    public void TheFinalizerFreesForgottenTensors()
    {
        long before = Tensor.TotalCount;
        Forget();
        for (int i = 0; i < 10 && Tensor.TotalCount > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} tensors were not finalized");
    }

    [Fact]
    public void TensorsInUseAreNotFinalized()
    {
        // Every argument is forgotten while the operation runs on it.
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 300; i++)
            {
                float sum = ones(3000).mul(2).add(ones(3000)).sum().item<float>();
                Assert.Equal(9000f, sum);
                if (i % 50 == 0)
                    GC.Collect();
            }
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget()
    {
        for (int i = 0; i < 100; i++)
            ones(10);
    }

    private static void AssertNoGrowth(Action action, int times)
    {
        for (int i = 0; i < times / 10; i++)
            action();
        long before = NativeHeap.InUse();
        for (int i = 0; i < times; i++)
            action();
        long growth = NativeHeap.InUse() - before;
        Assert.True(growth < Allowance, $"the native heap grew by {growth >> 20} MB");
    }
}
