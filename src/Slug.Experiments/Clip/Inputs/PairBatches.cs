using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Models.Devices;
using Slug.Models.Tokenizers;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Inputs;

/// <summary>
/// The image-text pairs of webdataset shards in batches for one pass, in the order of the shards. Images are decoded on other threads while the
/// model computes, and only a few batches of them are in memory, however large the set.
/// </summary>
public static class PairBatches
{
    /// <summary>Reads shards; the smaller last batch is given too.</summary>
    /// <param name="shards">The tars, in order.</param>
    /// <param name="transform">Makes the model's input of an image.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="contextLength">The model's longest caption, in tokens.</param>
    /// <param name="options">Batch size and seed of the transform's random choices.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="device">Where the model is: on the way to a GPU images are laid into pinned memory. Null is the CPU.</param>
    /// <returns>Batches, made one at a time; who iterates disposes them.</returns>
    /// <exception cref="InvalidDataException">A sample has no caption, or no readable image.</exception>
    public static IEnumerable<PairBatch> Read(
        IReadOnlyList<string> shards, IImageTransform transform, ClipTokenizer tokenizer, int contextLength, ImageBatchOptions options, CancellationToken cancellation,
        Device? device = null)
    {
        foreach (var batch in ImageBatches.Read(TarShardReader.Read(shards), transform, options, cancellation))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Captions[i].Length == 0) throw new InvalidDataException($"The sample {batch.Keys[i]} has no caption.");
            }

            yield return ToPairs(batch, transform.Size, tokenizer, contextLength, device ?? CPU);
        }
    }

    private static PairBatch ToPairs(ImageBatch batch, int size, ClipTokenizer tokenizer, int contextLength, Device device)
    {
        using var scope = NewDisposeScope();
        var images = Accelerator.Stage(tensor(batch.Pixels, [batch.Count, 3, size, size]), device);
        var tokens = tokenizer.Tokenize(batch.Captions, contextLength);
        return new PairBatch(images.DetachFromDisposeScope(), tokens.DetachFromDisposeScope());
    }
}
