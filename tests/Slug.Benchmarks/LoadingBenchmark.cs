using System.Diagnostics;
using System.Globalization;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Vlm;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>Time and peak memory of loading, in processes of their own, against the files' size and the time of reading them once.</summary>
public static class LoadingBenchmark
{
    /// <summary>The argument by which this program runs as a process that loads.</summary>
    public const string HostArgument = "--loading-host";

    private const double Giga = 1e9;

    /// <summary>ViT-B-32 in float32, and LLaVA-1.5 in bfloat16 with random weights in shards, written here.</summary>
    /// <param name="scale">The share of LLaVA's blocks; 1 is 14 GB.</param>
    public static IEnumerable<Measurement> Run(double scale)
    {
        var folder = Directory.CreateTempSubdirectory("slug-loading-").FullName;
        try
        {
            var clip = Path.Combine(folder, "clip.safetensors");
            using (var model = ClipModel.Create(BenchmarkModels.VitB32, 1)) model.Save(clip);
            foreach (var row in Rows("ViT-B-32, fp32", "clip", clip, [clip])) yield return row;
            var llava = Path.Combine(folder, "llava");
            WriteLlava(llava, Math.Max(1, (int)Math.Round(32 * scale)));
            foreach (var type in new[] { "bf16", "fp32" })
            {
                foreach (var row in Rows($"LLaVA of bf16 files as {type}", type, llava, Directory.GetFiles(llava, "*.safetensors"))) yield return row;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The measured process.</summary>
    public static int Host(string kind, string path)
    {
        // What libtorch itself takes is there before.
        using (var warm = ones(1000, 1000)) warm.matmul(warm).Dispose();
        var (before, clock) = (Peak(), Stopwatch.StartNew());
        using var model = kind == "clip" ? (nn.Module)ClipModel.Load(BenchmarkModels.VitB32, path) : LlavaCheckpoint.Load(path, new LlavaLoadOptions(kind == "fp32" ? ScalarType.Float32 : ScalarType.BFloat16));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds} {(Peak() - before) * 1024}"));
        return 0;
    }

    private static IEnumerable<Measurement> Rows(string name, string kind, string path, IReadOnlyList<string> files)
    {
        var size = files.Sum(file => new FileInfo(file).Length);
        // The second time nothing comes from the disk, in either.
        ReadOnce(files);
        var once = ReadOnce(files);
        var figures = Child.Run(Environment.ProcessPath!, [.. Child.ThisProgram, HostArgument, kind, path]).Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToList();
        yield return new Measurement($"{name}: size of the files", size / Giga, "GB");
        yield return new Measurement($"{name}: reading the files once, from memory", once, "s");
        yield return new Measurement($"{name}: loading", figures[0], "s");
        yield return new Measurement($"{name}: peak memory of loading, over the process before", figures[1] / Giga, "GB", "at most the model's size plus 1.5");
    }

    private static double ReadOnce(IReadOnlyList<string> files)
    {
        var (clock, buffer) = (Stopwatch.StartNew(), new byte[1 << 20]);
        foreach (var path in files)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            while (file.Read(buffer) > 0)
            {
            }
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static void WriteLlava(string folder, int layers)
    {
        var config = new LlavaConfig
        {
            Text = new LlamaConfig { VocabSize = 32064, Layers = layers, NormEpsilon = 1e-5, MaxPositions = 4096 },
            Vision = new ClipVisionConfig { ImageSize = 336, PatchSize = 14, Width = 1024, Layers = 24, HeadWidth = 64 },
            ImageToken = 32000,
        };
        using var scope = NewDisposeScope();
        using var model = new LlavaModel(config, ScalarType.BFloat16, ScalarType.BFloat16, META);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), LlavaConfigJson.Write(config));
        const string Vision = "vision_tower.";
        var tensors = model.named_parameters().SelectMany(p => p.name.StartsWith(Vision, StringComparison.Ordinal)
            ? ClipLayers.Rename([KeyValuePair.Create("visual." + p.name[Vision.Length..], (Tensor)p.parameter)], ClipLayout.HuggingFace).Select(t => (Name: Vision + t.Key, Shape: t.Value.shape))
            : [(p.name, p.parameter.shape)]).ToList();
        var (map, shards) = (new Dictionary<string, string>(), Math.Max(1, layers / 10));
        using var generator = new Generator(1);
        foreach (var (number, part) in tensors.Chunk((tensors.Count + shards - 1) / shards).Index())
        {
            var name = $"model-{number + 1:00000}-of-{shards:00000}.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), part.Select(t => new TensorSource(t.Name, ScalarType.BFloat16, t.Shape, () => empty(t.Shape, ScalarType.BFloat16).uniform_(-0.02, 0.02, generator))));
            foreach (var tensor in part) map[tensor.Name] = name;
        }

        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), System.Text.Json.JsonSerializer.Serialize(new { weight_map = map }));
    }

    private static long Peak() =>
        long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
