namespace Slug.Data.WebDataset;

/// <summary>Cuts the sets that unlearning needs out of training shards by their captions (paper, section 3).</summary>
public static class ConceptShards
{
    /// <summary>
    /// Writes the forget set of a concept: the pairs whose caption names it, in the order of the shards, at most
    /// <paramref name="cap"/>. Nothing is written when no caption names it.
    /// </summary>
    /// <returns>The number of pairs, zero when no caption names the concept.</returns>
    public static int WriteForget(
        IEnumerable<string> trainShards,
        CaptionMatcher concept,
        int cap,
        string path,
        ShardReadReport? report = null,
        CancellationToken cancellation = default)
    {
        using var writer = new TarShardWriter(path);
        foreach (var sample in concept.Select(TarShardReader.Read(trainShards, report), cap))
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(Renumbered(sample, writer.Samples));
        }
        if (writer.Samples > 0)
            writer.Complete();
        return writer.Samples;
    }

    /// <summary>
    /// Writes the retain set: a seeded sample, without repetition, of the captioned pairs that name none of the concepts, in the order of
    /// the shards. Where there are fewer than <paramref name="size"/>, all are taken.
    /// </summary>
    /// <returns>The number of pairs.</returns>
    public static int WriteRetain(
        IReadOnlyList<string> trainShards,
        IReadOnlyList<CaptionMatcher> concepts,
        int size,
        long seed,
        string path,
        ShardReadReport? report = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        // Two passes instead of keeping the candidates: a shard may be far larger than memory, its indices are not.
        var candidates = new List<int>();
        foreach (var (index, sample) in TarShardReader.Read(trainShards).Index())
        {
            cancellation.ThrowIfCancellationRequested();
            if (sample.Caption is { } caption && !concepts.Any(concept => concept.Matches(caption)))
                candidates.Add(index);
        }
        var order = candidates.ToArray();
        SeededRandom.For(seed, "retain").Shuffle<int>(order);
        var chosen = order.Take(size).ToHashSet();

        using var writer = new TarShardWriter(path);
        foreach (var (index, sample) in TarShardReader.Read(trainShards, report).Index())
        {
            cancellation.ThrowIfCancellationRequested();
            if (chosen.Contains(index))
                writer.Write(Renumbered(sample, writer.Samples));
        }
        writer.Complete();
        return writer.Samples;
    }

    // Keys are unique within a training shard, not across several.
    private static TarSample Renumbered(TarSample sample, int number) => sample with { Key = $"{number:D6}" };
}
