namespace Slug.Data.Images;

/// <summary>Neighbouring samples of a shard, ready for the model.</summary>
/// <param name="Pixels"><c>[count, 3, size, size]</c>.</param>
/// <param name="Captions">One per image; empty where the sample has none.</param>
/// <param name="Keys">The samples' keys.</param>
public sealed record ImageBatch(float[] Pixels, IReadOnlyList<string> Captions, IReadOnlyList<string> Keys)
{
    /// <summary>The number of images.</summary>
    public int Count => Keys.Count;
}

/// <summary>How to read batches.</summary>
public sealed record ImageBatchOptions
{
    /// <summary>Images per batch.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Images being decoded at once.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Batches that may lie ready before the decoding waits.</summary>
    public int QueuedBatches { get; init; } = 2;

    /// <summary>Decides a transform's random choices; each image has numbers of its own, whatever thread decodes it.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Which samples to read, by their place from zero; null for all. An image's random choices are those that it has among all.</summary>
    public Func<int, bool>? Places { get; init; }
}
