using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Measures;

/// <summary>
/// Encodes the image-text pairs of a tar, each side by itself. Unseen sets have ten thousand pairs: their images' tensors pass batch by batch and are never
/// in memory all at once, nor are the streams below the block that changed kept, which for so many would push out those of the test set.
/// </summary>
/// <param name="model">The model; not owned.</param>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="tar">The pairs.</param>
/// <param name="pictures">Remembers decoded pictures; null decodes them all.</param>
/// <param name="cancellation">Stops between two batches.</param>
internal sealed class PairEncoding(ClipModel model, ClipTokenizer tokenizer, string tar, PictureMemory? pictures, CancellationToken cancellation)
{
    /// <summary>Features of length one of the images, <c>[pairs, embed]</c>, on the model's device.</summary>
    /// <exception cref="InvalidDataException">There are no pairs, or an image cannot be read.</exception>
    public Tensor EncodeImages()
    {
        using var scope = NewDisposeScope();
        var size = model.Config.Vision.ImageSize;
        var options = new ImageBatchOptions { BatchSize = FeatureEncoding.DefaultBatch };
        var features = new List<Tensor>();
        foreach (var batch in ImageBatches.Read(TarShardReader.Read(tar), new ClipTransform(size, pictures), options, cancellation))
        {
            using var images = tensor(batch.Pixels, [batch.Count, 3, size, size]);
            features.Add(FeatureEncoding.Encode(model.Visual, images, model.LogitScale.device, cancellation: cancellation));
        }

        return features.Count > 0 ? cat(features).MoveToOuterDisposeScope() : throw new InvalidDataException($"{tar} holds no pairs.");
    }

    /// <summary>Features of length one of the captions, <c>[pairs, embed]</c>, on the model's device.</summary>
    /// <exception cref="InvalidDataException">There are no pairs, or one has no caption.</exception>
    public Tensor EncodeCaptions()
    {
        using var scope = NewDisposeScope();
        string[] captions = [.. TarShardReader.Read(tar).Select(s => s.Caption is { Length: > 0 } words ? words : throw new InvalidDataException($"The sample {s.Key} has no caption."))];
        if (captions.Length == 0) throw new InvalidDataException($"{tar} holds no pairs.");
        var tokens = tokenizer.Tokenize(captions, model.Config.Text.ContextLength);
        return FeatureEncoding.EncodeCaptions(model.TextTower, tokens, model.LogitScale.device, cancellation).MoveToOuterDisposeScope();
    }
}
