using System.Diagnostics;
using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>Encoding test images and names in batches, against one image at a time and names padded to the context, as the reference does it.</summary>
public static class EvaluationBenchmark
{
    private const int Rounds = 3;

    /// <summary>Rates, best of three, and their ratios.</summary>
    public static IEnumerable<Measurement> Run() =>
        Measure("demo", BenchmarkModels.Demo, images: 1024, names: 1024, shortest: 7, longest: 11)
            .Concat(Measure("ViT-B-32", BenchmarkModels.VitB32, images: 64, names: 256, shortest: 4, longest: 9))
            .Concat(SharedStreams("demo", BenchmarkModels.Demo, 1024, 3, 1))
            .Concat(SharedStreams("ViT-B-32", BenchmarkModels.VitB32, 64, 10, 6, 2));

    private static IEnumerable<Measurement> Measure(string name, ClipConfig config, int images, int names, int shortest, int longest)
    {
        random.manual_seed(1);
        using var model = ClipModel.Create(config, 1);
        using var pixels = BenchmarkModels.Images(config, images);
        using var captions = BenchmarkModels.Captions(config, names, shortest, longest);
        var (batched, alone) = (0.0, 0.0);
        var (cut, padded) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            batched = Math.Max(batched, Rate(images, () => FeatureEncoding.Encode(model.Visual, pixels, CPU).Dispose()));
            alone = Math.Max(alone, Rate(images / 4, () => Reference(model.Visual, pixels, images / 4, 1)));
            cut = Math.Max(cut, Rate(names, () => FeatureEncoding.EncodeCaptions(model.TextTower, captions, CPU).Dispose()));
            padded = Math.Max(padded, Rate(names / 8, () => Reference(model.TextTower, captions, names / 8, 10)));
        }

        yield return new Measurement($"{name}: evaluation images", batched, "images/s");
        yield return new Measurement($"{name}: the same one by one", alone, "images/s");
        yield return new Measurement($"{name}: batches over one by one", batched / alone, "x");
        yield return new Measurement($"{name}: names of {shortest} to {longest} tokens, batches of like length", cut, "names/s");
        yield return new Measurement($"{name}: the same by tens, padded to {config.Text.ContextLength}", padded, "names/s");
        yield return new Measurement($"{name}: batches of like length over tens padded", cut / padded, "x");
    }

    /// <summary>Images under models that differ from one original from some block on, the streams below kept from the first of them.</summary>
    private static IEnumerable<Measurement> SharedStreams(string setting, ClipConfig config, int images, params int[] blocks)
    {
        random.manual_seed(1);
        using var noGrad = no_grad();
        using var model = ClipModel.Create(config, 1);
        using var pixels = BenchmarkModels.Images(config, images);
        using var streams = new EvaluationStreams(memoryMiB: 2048);
        var file = Path.GetTempFileName();
        try
        {
            using (var nothing = zeros(1)) FeatureCache.Save(file, model, new Dictionary<string, Tensor> { ["images"] = nothing });
            using var original = FeatureCache.Load(file, CPU);
            streams.EncodeImages(model, original, "images", pixels).Dispose();
            foreach (var block in blocks.OrderDescending())
            {
                var name = $"visual.transformer.resblocks.{block}.mlp.c_fc.weight";
                using var direction = GradientSet.Of("benchmark", [KeyValuePair.Create(name, model.get_parameter(name)!.clone().DetachFromDisposeScope())]);
                using var layer = new AppliedUpdate(model.Layers, [name], direction);
                layer.Set(0.1);
                var (whole, tail) = (0.0, 0.0);
                for (var round = 0; round < Rounds; round++)
                {
                    whole = Math.Max(whole, Rate(images, () => FeatureEncoding.Encode(model.Visual, pixels, CPU).Dispose()));
                    tail = Math.Max(tail, Rate(images, () => streams.EncodeImages(model, original, "images", pixels).Dispose()));
                }

                yield return new Measurement($"{setting}: a model changed from block {block} of {config.Vision.Layers} on, over encoding it whole", tail / whole, "x");
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double Rate(int rows, Action encode)
    {
        var start = Stopwatch.GetTimestamp();
        encode();
        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Reference(ITower tower, Tensor inputs, int rows, int batch)
    {
        using var noGrad = no_grad();
        for (var start = 0; start < rows; start += batch)
        {
            using var scope = NewDisposeScope();
            tower.Encode(inputs.narrow(0, start, Math.Min(batch, rows - start)));
        }
    }
}
