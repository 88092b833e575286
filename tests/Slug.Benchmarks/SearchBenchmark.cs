using System.Diagnostics;
using System.Runtime.CompilerServices;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>Gradients and step search of one concept at the demo's sizes, on random weights.</summary>
public static class SearchBenchmark
{
    private const int Names = 265, Vendors = 3, ForgetPairs = 50, RetainPairs = 2000;

    /// <summary>Seconds for both gradients, and for the search over all Pareto layers of both towers.</summary>
    public static IEnumerable<Measurement> Run()
    {
        var config = new ClipConfig
        {
            EmbedDim = 128,
            Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = 8, Width = 128, Layers = 4, HeadWidth = 32 },
            Text = new ClipTextConfig { ContextLength = 24, Width = 128, Heads = 4, Layers = 2 },
        };
        random.manual_seed(1);
        using var model = ClipModel.Create(config, 1);
        var clock = Stopwatch.StartNew();
        using var forget = GradientComputation.Compute(model, Pairs(ForgetPairs), Objective.Forget);
        var forgetSeconds = clock.Elapsed.TotalSeconds;
        clock.Restart();
        using var retain = GradientComputation.Compute(model, Pairs(RetainPairs), Objective.Retain);
        var retainSeconds = clock.Elapsed.TotalSeconds;
        clock.Restart();
        using var images = new LabelledImages(randn(Names * Vendors, 3, 32, 32), [.. Enumerable.Range(0, Names * Vendors).Select(i => i % Names)]);
        using var prompts = Prompts();
        using var probe = new ZeroShotProbe(model, prompts, images, 0);
        var layers = LayerChoice.Candidates(LayerTable.Score(model, forget, retain), [LayerChoice.Pareto]);
        LayerSearch.Run(model, layers, forget, probe, new StepSearchOptions());
        var searchSeconds = clock.Elapsed.TotalSeconds;

        yield return new Measurement($"forget gradient, {ForgetPairs} pairs", forgetSeconds, "s");
        yield return new Measurement($"retain gradient, {RetainPairs} pairs (once for all concepts)", retainSeconds, "s");
        yield return new Measurement($"step search over {layers.Count} Pareto layers", searchSeconds, "s");
        yield return new Measurement("gradients and search of a concept", forgetSeconds + retainSeconds + searchSeconds, "s", "at most 15 on 2 idle cores");
    }

    private static IEnumerable<PairBatch> Pairs(int count)
    {
        for (var done = 0; done < count; done += 16)
        {
            var size = Math.Min(16, count - done);
            yield return new PairBatch(randn(size, 3, 32, 32), RandomTokens(size));
        }
    }

    private static Tensor RandomTokens(int count)
    {
        var tokens = randint(1, 40_000, [count, 12], dtype: ScalarType.Int64);
        tokens[TensorIndex.Colon, TensorIndex.Single(-1)] = 49_407;
        return tokens;
    }

    private static ClassPrompts Prompts()
    {
        var merges = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "Slug.Models.Tests", "Golden", "merges.txt.gz");
        var names = Enumerable.Range(0, Names).Select(i => $"thing number {i}").ToList();
        return ClassPrompts.Create(ClipTokenizer.Load(merges), names, ["an emoji of {name}"], 24);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
