using System.Diagnostics;
using System.Runtime.CompilerServices;
using Slug.Data.Images;
using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;

namespace Slug.Benchmarks;

/// <summary>What makes a model's inputs: decoding and preprocessing on one core against Pillow and numpy on the same files; tokens of captions.</summary>
public static class PreprocessBenchmark
{
    private const int Files = 48, Width = 640, Height = 480, Rounds = 7, Captions = 20_000;

    /// <summary>Rates, in turn, best of seven; their ratio is the median of the rounds', so that no round that somebody else disturbs decides.</summary>
    public static IEnumerable<Measurement> Run() => Images().Concat(Tokens());

    private static IEnumerable<Measurement> Images()
    {
        var folder = Directory.CreateTempSubdirectory("slug-preprocess-").FullName;
        try
        {
            BenchmarkImages.Write(folder, Files, Width, Height);
            var files = Directory.GetFiles(folder, "*.jpg").Order(StringComparer.Ordinal).ToArray();
            var transform = new ClipTransform(224);
            var remembering = new ClipTransform(224, new PictureMemory(1L << 30));
            Rate(files, remembering);
            var (own, known, pillow, ratios, knownRatios) = (0.0, 0.0, 0.0, new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                var (rate, knownRate) = (Rate(files, transform), Rate(files, remembering));
                (own, known) = (Math.Max(own, rate), Math.Max(known, knownRate));
                knownRatios.Add(knownRate / rate);
                if (Child.Python("preprocess_baseline.py", folder) is not { } theirs) continue;
                var theirRate = theirs.GetProperty("images_per_second").GetDouble();
                pillow = Math.Max(pillow, theirRate);
                ratios.Add(rate / theirRate);
            }

            yield return new Measurement($"JPEG {Width}x{Height} to 224x224, normalised, one core", own, "images/s");
            yield return new Measurement("the same, remembered from an earlier pass", known, "images/s");
            yield return new Measurement("remembered over decoded, median of rounds", Median(knownRatios), "x");
            if (pillow == 0)
            {
                yield return new Measurement("the same by Pillow and numpy: not measured (apt-get install python3-pil python3-numpy)", double.NaN, "");
                yield break;
            }

            yield return new Measurement("the same by Pillow and numpy", pillow, "images/s");
            yield return new Measurement("preprocessing over Pillow and numpy, median of rounds in turn", Median(ratios), "x", "at least 1.5");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Rate(string[] files, ClipTransform transform)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var file in files) transform.Apply(File.ReadAllBytes(file));
        return files.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static IEnumerable<Measurement> Tokens()
    {
        var tokenizer = new ClipTokenizer(CheckpointTokenizer.Load(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "data", "clip", "merges.txt.gz")));
        string[] words = ["a", "photo", "of", "the", "hamburger", "unlearning", "celebrity", "at", "night,", "by", "Rembrandt", "2011", "smiling", "panda", "in", "Tromsø"];
        var random = new Random(1);
        var captions = Enumerable.Range(0, Captions).Select(_ => string.Join(' ', Enumerable.Range(0, 12).Select(_ => words[random.Next(words.Length)]))).ToList();
        var best = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            tokenizer.Tokenize(captions, 77).Dispose();
            best = Math.Max(best, Captions / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        yield return new Measurement("captions of 12 words to token ids, one core", best, "captions/s");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
