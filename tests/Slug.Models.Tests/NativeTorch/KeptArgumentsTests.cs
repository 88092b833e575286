using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Tests.NativeTorch;

/// <summary>TorchSharp as the build adapts it (build/KeepAlive): what is handed to libtorch lives until libtorch has read it.</summary>
public class KeptArgumentsTests
{
    [Fact]
    public void Methods_keep_their_tensor_and_their_number()
    {
        var method = typeof(Tensor).GetMethod(nameof(Tensor.mul), [typeof(Scalar)])!;
        var code = method.GetMethodBody()!.GetILAsByteArray()!;
        var keepAlive = typeof(GC).GetMethod(nameof(GC.KeepAlive))!;
        var calls = Enumerable.Range(0, code.Length - 5).Count(i => code[i] == 0x28 && CalledAt(i + 1) == keepAlive);
        // The last instructions of the only way out: one call for `this`, one for the number.
        Assert.Equal(2, calls);

        MethodBase? CalledAt(int at)
        {
            try
            {
                return method.Module.ResolveMethod(BitConverter.ToInt32(code, at));
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task Numbers_are_right_while_another_thread_collects_garbage()
    {
        using var stop = new CancellationTokenSource();
        var added = 0;
        var collecting = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                // Without the wait nothing is added on a machine where a collection takes longer than what lies between two.
                var before = Volatile.Read(ref added);
                GC.Collect(0);
                SpinWait.SpinUntil(() => stop.IsCancellationRequested || Volatile.Read(ref added) >= before + 1);
            }
        });
        try
        {
            using var one = ones(1, float64);
            for (var i = 0; i < 1_500_000; i++)
            {
                Volatile.Write(ref added, i);
                using var sum = one.add(i + 0.5);
                if (i % 1000 == 0) Assert.Equal(i + 1.5, sum.item<double>());
                else if (sum.item<double>() != i + 1.5) Assert.Fail($"1 + {i + 0.5} = {sum.item<double>()}");
            }
        }
        finally
        {
            await stop.CancelAsync();
            await collecting;
        }
    }
}
