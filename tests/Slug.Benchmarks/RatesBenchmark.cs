using System.Diagnostics;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>
/// The plain rates in a third of a minute, medians of short rounds: for two builds in turn, so that a machine that slows down for a while slows both.
/// </summary>
public static class RatesBenchmark
{
    private const int Rounds = 5;

    /// <summary>Training, gradient pass and evaluation of the demo's model and of ViT-B-32.</summary>
    public static IEnumerable<Measurement> Run()
    {
        yield return new Measurement("product of the demo's size, 1088x128x512", Products(1088, 128, 512), "GFLOP/s");
        yield return new Measurement("product of ViT-B-32's size, 1600x768x3072", Products(1600, 768, 3072), "GFLOP/s");
        yield return new Measurement("demo training", Training(), "pairs/s");
        foreach (var (name, config, images, names, pairs) in new[] { ("demo", BenchmarkModels.Demo, 1024, 1024, 96), ("ViT-B-32", BenchmarkModels.VitB32, 32, 128, 16) })
        {
            random.manual_seed(1);
            using var model = ClipModel.Create(config, 1);
            using var pixels = BenchmarkModels.Images(config, images);
            using var captions = BenchmarkModels.Captions(config, names, 4, 9);
            var batches = BenchmarkModels.Pairs(config, pairs).ToList();
            yield return new Measurement($"{name}: evaluation images", Median(images, () => FeatureEncoding.Encode(model.Visual, pixels, CPU).Dispose()), "images/s");
            yield return new Measurement($"{name}: names", Median(names, () => FeatureEncoding.EncodeCaptions(model.TextTower, captions, CPU).Dispose()), "names/s");
            yield return new Measurement($"{name}: gradient pass at batch 16", Median(pairs, () => GradientComputation.Compute(model, Lent(batches), Objective.Retain).Dispose()), "pairs/s");
            foreach (var batch in batches) batch.Dispose();
        }
    }

    /// <summary>What the matrix library alone reaches: the rest of a difference between two builds is ours.</summary>
    private static double Products(int rows, int inner, int columns)
    {
        using var a = randn(rows, inner);
        using var b = randn(inner, columns);
        using var c = zeros(rows, columns);
        var repeats = (int)Math.Max(1, 4e9 / (2.0 * rows * inner * columns));
        return Median(1, () => { for (var i = 0; i < repeats; i++) c.addmm_(a, b, 0, 1); }) * 2.0 * rows * inner * columns * repeats / 1e9;
    }

    /// <summary>Each stretch between two reports of progress is a round; the first warms up.</summary>
    private static double Training()
    {
        const int Pictures = 795, Pairs = 4770, Tokens = 14, UsedIds = 800;
        var draws = new Random(1);
        long[] Caption() => [BenchmarkModels.EndOfText - 1, .. Enumerable.Range(0, Tokens - 2).Select(_ => (long)draws.Next(1, UsedIds)), BenchmarkModels.EndOfText];
        using var pairs = new TrainingPairs(
            randint(0, 256, [Pictures, 3, 32, 32], dtype: ScalarType.Byte),
            [.. Enumerable.Range(0, Pairs).Select(i => i % Pictures)],
            [.. Enumerable.Range(0, Pairs).Select(_ => Caption())],
            [.. Enumerable.Range(0, Pairs).Select(i => i % (Pictures / 3))]);
        using var model = ClipModel.Create(BenchmarkModels.Demo, 1);
        var (rates, clock) = (new List<double>(), Stopwatch.StartNew());
        ContrastivePretraining.Train(model, pairs, new PretrainOptions { Pairs = (Rounds + 1) * ContrastivePretraining.ReportEvery * 64 }, _ =>
        {
            rates.Add(ContrastivePretraining.ReportEvery * 64 / clock.Elapsed.TotalSeconds);
            clock.Restart();
        });
        return Middle(rates.Skip(1));
    }

    private static double Median(int rows, Action pass)
    {
        var rates = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            pass();
            rates.Add(rows / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Middle(rates.Skip(1));
    }

    private static double Middle(IEnumerable<double> rates) => rates.Order().ElementAt(Rounds / 2);

    private static IEnumerable<PairBatch> Lent(IEnumerable<PairBatch> batches) => batches.Select(b => new PairBatch(b.Images.alias(), b.Tokens.alias()));
}
