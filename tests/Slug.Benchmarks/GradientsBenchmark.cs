using System.Diagnostics;
using Slug.Models.Clip;
using Slug.Models.Training;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>A gradient pass against a hand-written loop of the same passes in this process, and its peak memory against plain libtorch's.</summary>
public static class GradientsBenchmark
{
    /// <summary>The argument by which this program runs as the process whose memory is measured.</summary>
    public const string HostArgument = "--gradients-host";

    private const int MemoryBatches = 3;

    /// <summary>Pairs per second of both, in turn, best of each; and peaks of two processes.</summary>
    public static IEnumerable<Measurement> Run() =>
        Speed("demo", BenchmarkModels.Demo, pairs: 96, rounds: 15).Concat(Speed("ViT-B-32", BenchmarkModels.VitB32, pairs: 16, rounds: 7)).Concat(Memory());

    /// <summary>The measured process: the pass, then its peak on the standard output, in KiB.</summary>
    public static int Host()
    {
        using var model = ClipModel.Create(BenchmarkModels.VitB32, 1);
        using var gradients = GradientComputation.Compute(model, BenchmarkModels.Pairs(BenchmarkModels.VitB32, MemoryBatches * 16), Objective.Retain);
        Console.WriteLine(PeakOfThisProcess());
        return 0;
    }

    /// <summary>
    /// Short rounds of both, one behind the other, and the median of the rounds' ratios: a machine that slows down for a while slows both, and a
    /// round that somebody else disturbs does not count.
    /// </summary>
    private static IEnumerable<Measurement> Speed(string name, ClipConfig config, int pairs, int rounds)
    {
        using var model = ClipModel.Create(config, 1);
        var batches = BenchmarkModels.Pairs(config, pairs).ToList();
        var (own, plain, ratios) = (0.0, 0.0, new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            // Who goes second finds the caches warm: they take turns.
            var ownFirst = round % 2 == 0 ? OwnRate() : 0;
            var plainRate = Rate(() => HandWritten(model, batches));
            var ownRate = round % 2 == 0 ? ownFirst : OwnRate();
            // The first round warms up.
            if (round == 0) continue;
            (own, plain) = (Math.Max(own, ownRate), Math.Max(plain, plainRate));
            ratios.Add(ownRate / plainRate);
        }

        foreach (var batch in batches) batch.Dispose();
        ratios.Sort();
        yield return new Measurement($"{name}: gradient pass at batch 16", own, "pairs/s");
        yield return new Measurement($"{name}: hand-written loop of the same passes", plain, "pairs/s");
        yield return new Measurement($"{name}: gradient pass over the loop, median of {rounds} rounds in turn", ratios[ratios.Count / 2], "x", "at least 0.95");

        double OwnRate() => Rate(() => GradientComputation.Compute(model, Lent(batches), Objective.Retain).Dispose());

        double Rate(Action pass)
        {
            var start = Stopwatch.GetTimestamp();
            pass();
            return pairs / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>Loss and backward pass of every batch, gradients adding up in the parameters: nothing that a mean gradient does not need.</summary>
    private static void HandWritten(ClipModel model, IEnumerable<PairBatch> batches)
    {
        ClipOptimizer.ClearGradients(model.parameters());
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            Objective.Retain.Evaluate(model, batch).backward();
        }

        ClipOptimizer.ClearGradients(model.parameters());
    }

    /// <summary>The batches as tensors that may be disposed.</summary>
    private static IEnumerable<PairBatch> Lent(IEnumerable<PairBatch> batches) => batches.Select(b => new PairBatch(b.Images.alias(), b.Tokens.alias()));

    private static IEnumerable<Measurement> Memory()
    {
        var own = double.Parse(Child.Run(Environment.ProcessPath!, [.. Child.ThisProgram, HostArgument]), System.Globalization.CultureInfo.InvariantCulture) / 1024;
        yield return new Measurement($"ViT-B-32: peak memory of {MemoryBatches} batches of 16, whole process", own, "MiB");
        if (Child.Python("gradient_baseline.py", $"{MemoryBatches}", $"{get_num_threads()}") is not { } plain)
        {
            yield return new Measurement("the same in Python: not measured, python3 has no torch (apt-get install python3-torch)", double.NaN, "");
            yield break;
        }

        var theirs = plain.GetProperty("peak_kib").GetDouble() / 1024;
        yield return new Measurement("ViT-B-32: the same in Python", theirs, "MiB");
        yield return new Measurement("ViT-B-32: peak memory over Python's", own / theirs, "x", "at most 1.3");
        yield return new Measurement("ViT-B-32: the same passes in Python", plain.GetProperty("pairs_per_second").GetDouble(), "pairs/s");
    }

    private static string PeakOfThisProcess() =>
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
}
