using static TorchSharp.torch;

namespace Slug.Unlearning.Objectives;

/// <summary>A batch of matched image-text pairs as the model takes them.</summary>
/// <param name="Images">Normalised images <c>[batch, 3, height, width]</c>.</param>
/// <param name="Tokens">Caption ids, int64 <c>[batch, tokens]</c>; row i belongs to image i.</param>
public sealed record PairBatch(Tensor Images, Tensor Tokens) : IDisposable
{
    /// <summary>Cuts a set in memory into batches in its order; the last one holds what is left.</summary>
    /// <param name="images">Normalised images <c>[pairs, 3, height, width]</c>.</param>
    /// <param name="tokens">Caption ids <c>[pairs, tokens]</c>.</param>
    /// <param name="batchSize">Pairs a batch.</param>
    /// <param name="keepPartial">Whether a smaller last batch is kept; it is for the forget set (METHOD section 1).</param>
    /// <returns>Batches, made one at a time; who iterates disposes them.</returns>
    public static IEnumerable<PairBatch> Split(Tensor images, Tensor tokens, int batchSize, bool keepPartial = true)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (images.shape[0] != tokens.shape[0]) throw new ArgumentException($"{images.shape[0]} images have {tokens.shape[0]} captions.", nameof(tokens));
        return Batches();

        IEnumerable<PairBatch> Batches()
        {
            for (long start = 0; start < images.shape[0]; start += batchSize)
            {
                var count = Math.Min(batchSize, images.shape[0] - start);
                if (count < batchSize && !keepPartial) yield break;
                yield return new PairBatch(images.narrow(0, start, count), tokens.narrow(0, start, count));
            }
        }
    }

    /// <summary>Disposes both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Tokens.Dispose();
    }
}
