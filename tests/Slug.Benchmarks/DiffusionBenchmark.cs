using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Blocks;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Schedulers;
using Slug.Models.Diffusion.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>
/// Stable Diffusion 1.5 with random weights, 4.3 GB in diffusers' layout, written first and removed at the end: loading, a step of sampling with guidance at 512
/// pixels, the decoder, peak memory, each in a process of its own, beside the plain matrix product of the same process.
/// </summary>
public static class DiffusionBenchmark
{
    /// <summary>The arguments by which this program runs as a process that writes, or samples.</summary>
    public const string WriteArgument = "--diffusion-write", HostArgument = "--diffusion-host";

    private const int Steps = 3;

    /// <summary>The text tower of ViT-L-14, beside a vision tower that is not written.</summary>
    private static readonly ClipConfig TextEncoder = new()
    {
        EmbedDim = 768,
        Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = 16, Width = 64, Layers = 1, HeadWidth = 32 },
        Text = new ClipTextConfig { Width = 768, Heads = 12, Layers = 12 },
    };

    /// <summary>Measures.</summary>
    /// <param name="scale">The share of 512 pixels, in steps of 64.</param>
    public static IEnumerable<Measurement> Run(double scale)
    {
        var side = Math.Max(64, (int)Math.Round(512 * scale / 64) * 64).ToString(CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("slug-sd15-").FullName;
        try
        {
            Ask([WriteArgument, folder]);
            var size = Directory.GetFiles(folder, "*.safetensors", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
            yield return new Measurement("size of the files, fp32", size / 1e9, "GB");
            foreach (var (type, guidance) in new[] { ("fp32", "batched"), ("fp32", "separate"), ("bf16", "batched") })
            {
                foreach (var line in Ask([HostArgument, folder, type, guidance, side]).Split('\n'))
                {
                    var part = line.Split('|');
                    var value = double.Parse(part[1], CultureInfo.InvariantCulture);
                    var peak = part[0].StartsWith("peak", StringComparison.Ordinal);
                    yield return new Measurement($"{type}, {guidance} guidance, {side} px: {part[0]}", value, part[2], peak && type == "fp32" ? string.Create(CultureInfo.InvariantCulture, $"at most {(size + 2.5e9) / 1e9:F1}") : null);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The process that writes.</summary>
    public static int Write(string folder)
    {
        using var clip = ClipModel.Create(TextEncoder, 1);
        using var unet = UNet2DConditionModel.Create(UNetConfig.StableDiffusion15, 2);
        using var vae = AutoencoderKL.Create(VaeConfig.StableDiffusion, 3);
        PipelineWriter.Write(folder, clip, CheckpointTokenizer.Load(Merges()), unet, vae, new SchedulerConfig { Kind = SchedulerKind.Ddim });
        return 0;
    }

    /// <summary>The process that is measured.</summary>
    public static int Host(string folder, string type, string guidance, string side)
    {
        using var noGrad = no_grad();
        var (numbers, pixels) = (type == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32, int.Parse(side, CultureInfo.InvariantCulture));
        var load = new LoadOptions { Type = numbers };
        var clock = Stopwatch.StartNew();
        using var parts = PipelineParts.Open(folder, load);
        using var model = parts.Load(load);
        Tell("loading", clock.Elapsed.TotalSeconds, "s");

        using var scope = NewDisposeScope();
        using var ids = model.Tokenizer!.Encode(["A van Gogh style painting of a sunflower", ""]);
        clock.Restart();
        var vectors = model.Encoder.Encode(ids.Ids);
        Tell("two prompts encoded", clock.Elapsed.TotalSeconds, "s");
        var noise = model.Noise(1, pixels, pixels);
        var operations = Count(model.UNet);
        var times = new List<double>();
        clock.Restart();
        using var latents = new Sampler(model.UNet, model.Scheduler).Sample(
            noise, vectors[..1], vectors[1..], new SamplingOptions { Steps = Steps, BatchedGuidance = guidance == "batched" }, _ =>
            {
                times.Add(clock.Elapsed.TotalSeconds);
                clock.Restart();
            });
        // The first reads the weights.
        var step = times.Skip(1).Min();
        Tell("a step", step, "s");
        Tell("peak memory after sampling", Peak() / 1e9, "GB");
        clock.Restart();
        using var picture = model.Vae.Decode(latents.to_type(numbers));
        Tell("a picture decoded", clock.Elapsed.TotalSeconds, "s");
        Tell("peak memory after decoding", Peak() / 1e9, "GB");

        // A convolution of the second level as a product: 2 x 32 x 32 pixels, 640 channels, 3 x 3.
        var (left, right) = (rand(2048, 5760, dtype: numbers), rand(5760, 640, dtype: numbers));
        left.mm(right).Dispose();
        var product = 2.0 * 2048 * 5760 * 640 / Enumerable.Range(0, 7).Min(_ =>
        {
            clock.Restart();
            left.mm(right).Dispose();
            return clock.Elapsed.TotalSeconds;
        }) / 1e9;
        var reached = operations() / Steps / step / 1e9;
        Tell("the UNet", reached, "GFLOP/s");
        Tell("a plain matrix product", product, "GFLOP/s");
        Tell("the UNet's share of it (at least 0.6)", reached / product, "");
        foreach (var (what, seconds) in Ways(numbers, pixels / 8)) Tell(what, seconds * 1e3, "ms");
        return 0;
    }

    /// <summary>Other ways to compute what the first level is made of, with guidance in one batch: 320 channels, 8 heads.</summary>
    private static IEnumerable<(string What, double Seconds)> Ways(ScalarType numbers, int side)
    {
        const int channels = 320, heads = 8;
        using var scope = NewDisposeScope();
        var (map, kernel) = (rand([2, channels, side, side], numbers), rand([channels, channels, 3, 3], numbers));
        yield return ("a convolution of 320 channels", Least(() => nn.functional.conv2d(map, kernel, padding: [1L, 1L])));
        var (last, lastKernel) = (ChannelsLast(map), ChannelsLast(kernel));
        yield return ("the same, channels last", Least(() => nn.functional.conv2d(last, lastKernel, padding: [1L, 1L])));
        var (queries, keys, values) = (Heads(), Heads(), Heads());
        yield return ("attention over all pixels, scaled_dot_product_attention", Least(() => nn.functional.scaled_dot_product_attention(queries, keys, values)));
        yield return ("the same, written out", Least(() => Written(queries, keys, values)));
        yield return ("the same, a head at a time", Least(() => cat([.. Enumerable.Range(0, heads).Select(h => Written(queries.narrow(1, h, 1), keys.narrow(1, h, 1), values.narrow(1, h, 1)))], 1)));

        Tensor Heads() => rand([2, heads, side * side, channels / heads], numbers);

        Tensor Written(Tensor q, Tensor k, Tensor v)
        {
            using var inner = NewDisposeScope();
            return q.matmul(k.transpose(-1, -2)).mul_(1 / Math.Sqrt(channels / (double)heads)).softmax(-1).matmul(v).MoveToOuterDisposeScope();
        }

        // Strides are what libtorch tells that order by.
        static Tensor ChannelsLast(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        static double Least(Func<Tensor> compute) => Enumerable.Range(0, 5).Min(_ =>
        {
            using var inner = NewDisposeScope();
            var start = Stopwatch.GetTimestamp();
            compute().Dispose();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    /// <summary>Counts the floating-point operations of a network from here on: of convolutions, linear layers and attention.</summary>
    private static Func<double> Count(UNet2DConditionModel unet)
    {
        var total = 0.0;
        // TorchSharp's list has a module once under its own name and again under that of each field that holds it.
        foreach (var module in unet.named_modules().Select(named => named.module).Distinct(ReferenceEqualityComparer.Instance))
        {
            switch (module)
            {
                // Those of one pixel are products on a CPU, whose modules are not called: counted below, by what calls them.
                case Conv2d convolution when convolution.weight!.shape[2] > 1:
                    convolution.register_forward_hook((_, _, y) => Add(y, 2.0 * y.numel() * convolution.weight!.numel() / convolution.weight.shape[0]));
                    break;
                case Linear linear:
                    linear.register_forward_hook((_, _, y) => Add(y, 2.0 * y.numel() * linear.weight!.shape[1]));
                    break;
                case ResnetBlock2D block:
                    block.register_forward_hook((_, x, _, y) => Add(y, x.shape[1] == y.shape[1] ? 0 : 2.0 * y.numel() * x.shape[1]));
                    break;
                case Transformer2DModel transformer:
                    transformer.register_forward_hook((_, x, _, y) => Add(y, 2 * 2.0 * y.numel() * x.shape[1]));
                    break;
                case CrossAttention attention:
                    attention.register_forward_hook((_, x, context, y) => Add(y, 4.0 * x.shape[0] * x.shape[1] * (context ?? x).shape[1] * x.shape[2]));
                    break;
            }
        }

        return () => total;

        Tensor Add(Tensor y, double operations)
        {
            total += operations;
            return y;
        }
    }

    private static string Merges([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../data/clip/merges.txt.gz"));

    private static string Ask(IReadOnlyList<string> arguments) => Child.Run(Environment.ProcessPath!, [.. Child.ThisProgram, .. arguments]);

    private static void Tell(string what, double value, string unit) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}|{value}|{unit}"));

    private static double Peak() => double.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
}
