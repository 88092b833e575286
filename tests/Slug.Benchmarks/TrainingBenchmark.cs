using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>
/// The demo's training against the same loop in plain Python on the same libtorch: same model, batch, augmentation, optimiser and
/// threads, random pictures and captions of the demo's size.
/// </summary>
public static class TrainingBenchmark
{
    private const int Steps = 150, Rounds = 3, Pictures = 795, Pairs = 19_080, Tokens = 14, UsedIds = 800;

    /// <summary>Pairs per second of both, in turn, best of three; and their ratio.</summary>
    public static IEnumerable<Measurement> Run()
    {
        var (own, plain, compact) = (0.0, 0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            own = Math.Max(own, Own());
            plain = Math.Max(plain, Python(ClipTokenizerSize));
            compact = Math.Max(compact, Python(UsedIds));
        }

        yield return new Measurement("demo training", own, "pairs/s");
        if (plain == 0)
        {
            yield return new Measurement("the same in Python: not measured, python3 has no torch (apt-get install python3-torch)", double.NaN, "");
            yield break;
        }

        yield return new Measurement("the same in Python", plain, "pairs/s");
        yield return new Measurement("the same in Python, with a vocabulary of the used tokens only", compact, "pairs/s");
        yield return new Measurement("Slug over Python", own / plain, "x", "at least 0.9");
        yield return new Measurement("Slug over Python with the small vocabulary", own / compact, "x", "at least 0.9");
    }

    private const int ClipTokenizerSize = 49_408;

    private static double Own()
    {
        var config = new ClipConfig
        {
            EmbedDim = 128,
            Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = 8, Width = 128, Layers = 4, HeadWidth = 32 },
            Text = new ClipTextConfig { ContextLength = 24, VocabSize = ClipTokenizerSize, Width = 128, Heads = 4, Layers = 2 },
        };
        var random = new Random(1);
        using var pairs = new TrainingPairs(
            randint(0, 256, [Pictures, 3, 32, 32], dtype: ScalarType.Byte),
            [.. Enumerable.Range(0, Pairs).Select(i => i % Pictures)],
            [.. Enumerable.Range(0, Pairs).Select(_ => Caption(random))],
            [.. Enumerable.Range(0, Pairs).Select(i => i % (Pictures / 3))]);
        using var model = ClipModel.Create(config, 1);
        var clock = new Stopwatch();
        ContrastivePretraining.Train(model, pairs, new PretrainOptions { Pairs = Steps * 64 }, progress =>
        {
            if (progress.Step == ContrastivePretraining.ReportEvery) clock.Start();
            if (progress.Step == Steps) clock.Stop();
        });
        return (Steps - ContrastivePretraining.ReportEvery) * 64 / clock.Elapsed.TotalSeconds;
    }

    private static long[] Caption(Random random) =>
        [ClipTokenizerSize - 2, .. Enumerable.Range(0, Tokens - 2).Select(_ => (long)random.Next(1, UsedIds)), ClipTokenizerSize - 1];

    private static double Python(int vocabulary)
    {
        // The interpreter that Debian's python3-torch belongs to, whatever else is first on PATH.
        var start = new ProcessStartInfo("/usr/bin/python3", [Script(), (Steps - ContrastivePretraining.ReportEvery).ToString(), get_num_threads().ToString(), vocabulary.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (!File.Exists(start.FileName)) return 0;
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        if (python.ExitCode != 0 && errors.Result.Contains("No module named 'torch'")) return 0;
        if (python.ExitCode != 0) throw new InvalidOperationException($"{Script()} failed: {errors.Result}");
        return JsonDocument.Parse(output).RootElement.GetProperty("pairs_per_second").GetDouble();
    }

    private static string Script([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Baselines", "pretrain_baseline.py");
}
