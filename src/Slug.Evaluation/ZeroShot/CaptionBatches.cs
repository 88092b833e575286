using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>
/// Captions sorted by length into batches, each cut to its longest: the text tower is causal and pooled at the end of the text, so padding
/// changes no feature and costs as much as words. Ten thousand names of three to nine tokens need a tenth of the work of a context of 77.
/// </summary>
public sealed class CaptionBatches : IDisposable
{
    /// <summary>Tokens a batch, padding included: enough to fill a device, and bounded whatever the captions' length.</summary>
    public const int TokensPerBatch = 16_384;

    private readonly Tensor _places;

    private CaptionBatches(IReadOnlyList<Tensor> parts, Tensor places)
    {
        Parts = parts;
        _places = places;
    }

    /// <summary>The batches, int64 <c>[captions, longest of the batch]</c>, on the captions' device.</summary>
    public IReadOnlyList<Tensor> Parts { get; }

    /// <summary>Sorts and cuts.</summary>
    /// <param name="tokens">Caption ids, int64 <c>[captions, tokens]</c>; not owned.</param>
    /// <param name="tokensPerBatch">Tokens a batch.</param>
    /// <exception cref="ArgumentException">There are no captions.</exception>
    public static CaptionBatches Of(Tensor tokens, int tokensPerBatch = TokensPerBatch)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokensPerBatch, 1);
        if (tokens.shape[0] == 0) throw new ArgumentException("There are no captions to encode.", nameof(tokens));
        using var scope = NewDisposeScope();
        var lengths = tokens.argmax(-1).add(1).cpu().data<long>().ToArray();
        // Stable: captions of one length stay in their order.
        long[] order = [.. Enumerable.Range(0, lengths.Length).OrderBy(i => lengths[i]).Select(i => (long)i)];
        var parts = new List<Tensor>();
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && (end + 1 - start) * lengths[order[end]] <= tokensPerBatch) end++;
            var rows = tensor(order[start..end], device: tokens.device);
            parts.Add(tokens.index_select(0, rows).narrow(1, 0, lengths[order[end - 1]]).contiguous().DetachFromDisposeScope());
            start = end;
        }

        var places = new long[order.Length];
        for (var i = 0; i < order.Length; i++) places[order[i]] = i;
        return new CaptionBatches(parts, tensor(places, device: tokens.device).DetachFromDisposeScope());
    }

    /// <summary>Rows that belong to the batches' captions, brought into the order in which the captions were given.</summary>
    /// <param name="features">The batches' rows one after another, <c>[captions, ...]</c>, on the captions' device.</param>
    public Tensor InOrder(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return features.index_select(0, _places);
    }

    /// <summary>Disposes the batches.</summary>
    public void Dispose()
    {
        foreach (var part in Parts) part.Dispose();
        _places.Dispose();
    }
}
