using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests;

/// <summary>The reference model of the golden folder and its batches.</summary>
internal static class TinyClip
{
    public static string Folder
    {
        get
        {
            var folder = Path.Combine(AppContext.BaseDirectory, "Golden", "clip-tiny");
            Assert.True(Directory.Exists(folder), $"The golden folder {folder} is missing.");
            return folder;
        }
    }

    public static ClipModel Load() =>
        ClipModel.Load(ClipConfig.Load(Path.Combine(Folder, "config.json")), Path.Combine(Folder, "weights.safetensors"));

    public static List<PairBatch> Batches(string set)
    {
        var tensors = SafetensorsFile.LoadAll(Path.Combine(Folder, "batches.safetensors"));
        return [.. Enumerable.Range(0, set == "forget" ? 3 : 4).Select(i => new PairBatch(tensors[$"{set}.{i}.image"], tensors[$"{set}.{i}.tokens"]))];
    }

    /// <summary>A set in memory in batches, in its order; the last one holds what is left.</summary>
    public static IEnumerable<PairBatch> Split(Tensor images, Tensor tokens, int batchSize)
    {
        for (long start = 0; start < images.shape[0]; start += batchSize)
        {
            var count = Math.Min(batchSize, images.shape[0] - start);
            yield return new PairBatch(images.narrow(0, start, count), tokens.narrow(0, start, count));
        }
    }

    public static Dictionary<string, byte[]> Snapshot(nn.Module model) =>
        model.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().contiguous().bytes.ToArray());
}
