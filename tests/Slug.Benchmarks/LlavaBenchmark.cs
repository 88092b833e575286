using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Vlm;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>
/// LLaVA-1.5-7B with random weights in bfloat16, 14 GB in shards, which are written first and removed at the end: time and memory of loading, a picture's
/// features, tokens of prompt and answer a second, beside what the disk and the memory of the same run give. One process writes, another loads and is measured.
/// </summary>
public static unsafe class LlavaBenchmark
{
    /// <summary>The arguments by which this program runs as the process that writes, or as the one that is measured.</summary>
    public const string WriteArgument = "--llava-write", HostArgument = "--llava-host";

    private const int BlocksAShard = 3;

    private const int Blocks = 32;

    private static LlavaConfig ConfigOf(double scale) => new()
    {
        Text = new LlamaConfig { VocabSize = 32064, Layers = Math.Max(1, (int)Math.Round(Blocks * scale)), MaxPositions = 4096, NormEpsilon = 1e-5 },
        Vision = new ClipVisionConfig { ImageSize = 336, PatchSize = 14, Width = 1024, Layers = 24, HeadWidth = 64 },
        ImageToken = 32000,
        PadToken = 32001,
    };

    /// <summary>Writes the weights into a temporary folder, measures, and removes them.</summary>
    /// <param name="scale">The share of the decoder's blocks; 1 is 14 GB.</param>
    public static IEnumerable<Measurement> Run(double scale)
    {
        var folder = Directory.CreateTempSubdirectory("slug-llava-7b-").FullName;
        try
        {
            foreach (var measured in Ask([WriteArgument, folder, scale.ToString(CultureInfo.InvariantCulture)])) yield return measured;
            foreach (var measured in Ask([HostArgument, folder])) yield return measured;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The process that writes.</summary>
    public static int Write(string folder, string scale)
    {
        Tell(Write(folder, ConfigOf(double.Parse(scale, CultureInfo.InvariantCulture))));
        return 0;
    }

    /// <summary>The process that is measured: its peak memory is the loading's alone.</summary>
    public static int Host(string folder)
    {
        set_num_threads(Environment.ProcessorCount);
        foreach (var measured in Measure(folder)) Tell(measured);
        return 0;
    }

    private static IEnumerable<Measurement> Ask(IReadOnlyList<string> arguments) =>
        Child.Run(Environment.ProcessPath!, [.. Child.ThisProgram, .. arguments]).Split('\n').Select(line => JsonSerializer.Deserialize<Measurement>(line)!);

    private static void Tell(Measurement measured) => Console.WriteLine(JsonSerializer.Serialize(measured));

    private static Measurement Write(string folder, LlavaConfig config)
    {
        var start = Stopwatch.GetTimestamp();
        File.WriteAllText(Path.Combine(folder, "config.json"), LlavaConfigJson.Write(config));
        // Shapes alone: the weights are made tensor by tensor while they are written.
        using var shapes = new LlavaModel(config, ScalarType.BFloat16, ScalarType.BFloat16, META);
        var (map, shard, bytes) = (new Dictionary<string, string>(), 0, 0L);
        using var noGrad = no_grad();
        // The vision tower under CLIP's names in Hugging Face's layout, the rest as it is.
        var vision = LlavaLayers.Of(shapes, ClipLayout.HuggingFace).Select(layer => (Name: "vision_tower." + layer.Name, layer.Value.shape));
        var rest = shapes.named_parameters().Where(p => !p.name.StartsWith("vision_tower.", StringComparison.Ordinal)).Select(p => (Name: p.name, p.parameter.shape));
        using var generator = new Generator(1);
        using var noise = randn([1 << 23], generator: generator).mul_(0.02).to_type(ScalarType.BFloat16);
        foreach (var group in vision.Concat(rest).GroupBy(t => Group(t.Name)).ToList())
        {
            using var scope = NewDisposeScope();
            var name = $"model-{++shard:00000}.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), group.Select(t => new TensorSource(t.Name, ScalarType.BFloat16, t.shape, () => Noise(noise, t.shape))));
            foreach (var (tensor, _) in group) map[tensor] = name;
            bytes += new FileInfo(Path.Combine(folder, name)).Length;
        }

        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = map }));
        return new Measurement($"{bytes / 1e9:F2} GB written in {shard} shards", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
    }

    private static IEnumerable<Measurement> Measure(string folder)
    {
        using var inference = inference_mode();
        var files = Directory.GetFiles(folder, "*.safetensors");
        var size = files.Sum(file => new FileInfo(file).Length);
        DropCaches();
        var read = Seconds(() => ReadOnce(files));
        yield return new Measurement("reading the files once, nothing cached", read, "s");
        DropCaches();
        LlavaModel? loaded = null;
        var before = Environment.CpuUsage.TotalTime;
        var load = Seconds(() => loaded = LlavaCheckpoint.Load(folder));
        using var model = loaded!;
        yield return new Measurement("loading the model, nothing cached", load, "s", "at most the time of reading the files once");
        yield return new Measurement("loading the model, processor", (Environment.CpuUsage.TotalTime - before).TotalSeconds, "s");
        yield return new Measurement("its peak memory above the files' size", (Status("VmHWM") - size) / 1e9, "GB", "at most 1.5");

        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var pixels = randn([1, 3, 336, 336], generator: generator);
        var features = model.Encode(pixels);
        yield return new Measurement("a picture's features", Best(3, () => model.Encode(pixels).Dispose()), "s");

        // As LLaVA's prompt: 5 tokens, a picture, 15 tokens.
        long[] prompt = [1, 3148, 1001, 29901, 29871, 32000, .. Enumerable.Range(100, 15).Select(i => (long)i)];
        var one = LlavaPrompt.Create(model.Config, prompt, 0);
        var bandwidth = 0.0;
        foreach (var batch in new[] { 1, 4 })
        {
            var prompts = Enumerable.Repeat(one, batch).ToList();
            var weights = model.Decoder.named_parameters().Where(p => !p.name.Contains("embed_tokens", StringComparison.Ordinal)).Select(p => (Tensor)p.parameter).ToList();
            var weightBytes = weights.Sum(w => w.numel() * 2);
            if (batch == 1) bandwidth = weightBytes / Best(2, () => ReadMemory(weights)) / 1e9;
            var first = Seconds(() => Generate(1));
            // Several prompts with a picture each take so long that the time of a few tokens would be lost in its scatter.
            if (batch > 1) prompts = [.. Enumerable.Repeat(LlavaPrompt.Create(model.Config, [.. prompt.Where(token => token != model.Config.ImageToken)], null), batch)];
            var begin = batch == 1 ? first : Seconds(() => Generate(1));
            var more = Seconds(() => Generate(17));
            bandwidth = Math.Max(bandwidth, weightBytes / Best(2, () => ReadMemory(weights)) / 1e9);
            var perToken = (more - begin) / 16;
            yield return new Measurement($"prompt of {one.Tokens.Count} tokens, batch {batch}", batch * one.Tokens.Count / first, "tokens/s");
            yield return new Measurement($"generation, batch {batch}", batch / perToken, "tokens/s");
            yield return new Measurement($"generation, batch {batch}, weights read", weightBytes / perToken / 1e9, "GB/s");
            yield return new Measurement($"generation, batch {batch}, share of the memory's {bandwidth:F1} GB/s", weightBytes / perToken / 1e9 / bandwidth, "", batch == 1 ? "at least 0.5" : null);

            void Generate(int tokens) => GreedyGeneration.Generate(model, prompts, features, new GenerationOptions { BatchSize = batch, MaxNewTokens = tokens, EndTokens = [] });
        }
    }

    private static string Group(string name) =>
        name.Split('.') is [_, "model", "layers", var number, ..] ? $"blocks {int.Parse(number, CultureInfo.InvariantCulture) / BlocksAShard}" : name.StartsWith("vision", StringComparison.Ordinal) ? "vision" : "rest";

    private static Tensor Noise(Tensor noise, long[] shape)
    {
        var count = shape.Aggregate(1L, (product, extent) => product * extent);
        var repeated = Enumerable.Repeat(noise, (int)(count / noise.numel())).Append(noise.narrow(0, 0, count % noise.numel()));
        return (shape.Length == 1 ? ones(shape, ScalarType.BFloat16) : cat([.. repeated])).view(shape);
    }

    private static void DropCaches()
    {
        Child.Run("/bin/sync", []);
        // Needs root; elsewhere the figures are those of cached files, for both.
        try
        {
            File.WriteAllText("/proc/sys/vm/drop_caches", "1");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            Console.Error.WriteLine("The page cache is not dropped: files may be read from memory.");
        }
    }

    private static void ReadOnce(string[] files)
    {
        var buffer = new byte[16 << 20];
        foreach (var file in files)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            while (stream.Read(buffer) > 0)
            {
            }
        }
    }

    /// <summary>Reads every byte of the tensors with both cores.</summary>
    private static void ReadMemory(List<Tensor> tensors)
    {
        var total = 0u;
        foreach (var tensor in tensors)
        {
            fixed (byte* bytes = tensor.bytes)
            {
                var (start, length, parts) = ((nint)bytes, tensor.bytes.Length, get_num_threads());
                Parallel.For(0, parts, part =>
                {
                    var (from, to) = ((long)length * part / parts / 256 * 256, (long)length * (part + 1) / parts / 256 * 256);
                    var (a, b) = (Vector512<uint>.Zero, Vector512<uint>.Zero);
                    for (var at = from; at < to; at += 256)
                    {
                        var place = (uint*)(start + (nint)at);
                        a ^= Vector512.Load(place) ^ Vector512.Load(place + 16);
                        b ^= Vector512.Load(place + 32) ^ Vector512.Load(place + 48);
                    }

                    Interlocked.Add(ref total, Vector512.Sum(a ^ b));
                });
            }
        }

        GC.KeepAlive(total);
    }

    private static double Best(int rounds, Action action) => Enumerable.Range(0, rounds).Min(_ => Seconds(action));

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Status(string key) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Linux)
            ? double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024
            : double.NaN;
}
