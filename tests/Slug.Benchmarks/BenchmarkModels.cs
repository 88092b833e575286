using Slug.Models.Clip;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>The two models that are measured, with random weights, and inputs of their sizes.</summary>
public static class BenchmarkModels
{
    /// <summary>The id that ends a caption: the largest of CLIP's vocabulary.</summary>
    public const long EndOfText = 49_407;

    /// <summary>The demo's model.</summary>
    public static ClipConfig Demo { get; } = new()
    {
        EmbedDim = 128,
        Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = 8, Width = 128, Layers = 4, HeadWidth = 32 },
        Text = new ClipTextConfig { ContextLength = 24, Width = 128, Heads = 4, Layers = 2 },
    };

    /// <summary>The paper's model, ViT-B-32.</summary>
    public static ClipConfig VitB32 { get; } = new()
    {
        EmbedDim = 512,
        Vision = new ClipVisionConfig { ImageSize = 224, PatchSize = 32, Width = 768, Layers = 12 },
        Text = new ClipTextConfig { Width = 512, Heads = 8, Layers = 12 },
    };

    /// <summary>Random images, each with a colour of its own, <c>[count, 3, size, size]</c>.</summary>
    public static Tensor Images(ClipConfig model, int count)
    {
        using var scope = NewDisposeScope();
        var size = model.Vision.ImageSize;
        return randn(count, 3, 1, 1).mul(2).add(randn(count, 3, size, size)).MoveToOuterDisposeScope();
    }

    /// <summary>Random captions of <paramref name="shortest"/> to <paramref name="longest"/> tokens, padded to the model's context.</summary>
    public static Tensor Captions(ClipConfig model, int count, int shortest, int longest)
    {
        var random = new Random(1);
        var ids = new long[count * model.Text.ContextLength];
        for (var row = 0; row < count; row++)
        {
            var caption = ids.AsSpan(row * model.Text.ContextLength, random.Next(shortest, longest + 1));
            for (var i = 0; i < caption.Length; i++) caption[i] = random.Next(1, 40_000);
            caption[0] = EndOfText - 1;
            caption[^1] = EndOfText;
        }

        return tensor(ids, [count, model.Text.ContextLength]);
    }

    /// <summary>Pairs in batches of 16, as a gradient pass takes them; the same for every call.</summary>
    public static IEnumerable<PairBatch> Pairs(ClipConfig model, int count, int batch = 16)
    {
        random.manual_seed(1);
        for (var done = 0; done < count; done += batch)
        {
            var size = Math.Min(batch, count - done);
            yield return new PairBatch(Images(model, size), Captions(model, size, 12, 16));
        }
    }
}
