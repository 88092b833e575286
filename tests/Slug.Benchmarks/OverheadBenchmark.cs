using System.Diagnostics;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>What a small operation costs through the binding: nearly all of it is libtorch's own dispatch.</summary>
public static class OverheadBenchmark
{
    private const int Batch = 20_000, Rounds = 30;

    /// <summary>Microseconds per operation, best of many batches.</summary>
    public static IEnumerable<Measurement> Run()
    {
        using var noGrad = no_grad();
        using var a = ones(4);
        using var b = ones(4);
        yield return new Measurement("add of two 4-vectors, the result disposed", Best(() => a.add(b).Dispose()), "µs");
        yield return new Measurement("add_ of two 4-vectors", Best(() => a.add_(b)), "µs");
        yield return new Measurement("item<float>() of a number", Best(One), "µs");

        void One()
        {
            using var number = a[0];
            number.item<float>();
        }
    }

    private static double Best(Action operation)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++) operation();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Batch);
        }

        return best;
    }
}
