using Slug.Basics;

namespace Slug.Data.WebDataset;

/// <summary>Cuts the sets that unlearning needs out of training shards by their captions (paper, section 3).</summary>
public static class ConceptShards
{
    /// <summary>The fewest pairs that make a forget set: a gradient of fewer is that of a few pictures, not of a concept.</summary>
    public const int SmallestForgetSet = 8;

    /// <summary>
    /// Writes the forget set of a concept: the pairs whose caption names it, in the order of the shards, at most
    /// <paramref name="cap"/>. Nothing is written when no caption names it.
    /// </summary>
    /// <param name="trainShards">The shards to look through; no more of them is read than is needed.</param>
    /// <param name="concept">Tells which captions name the concept.</param>
    /// <param name="cap">The most pairs to take.</param>
    /// <param name="path">The shard to write.</param>
    /// <param name="report">Collects what reading met.</param>
    /// <param name="cancellation">Stops, and leaves nothing.</param>
    /// <param name="minimum">The fewest pairs to be content with, see <see cref="SmallestForgetSet"/>; 0 leaves the judgement to the caller.</param>
    /// <returns>The number of pairs, zero when no caption names the concept.</returns>
    /// <exception cref="InvalidDataException">There are fewer pairs than <paramref name="minimum"/>, or a shard is no sound tar. Nothing is written.</exception>
    public static int WriteForget(
        IEnumerable<string> trainShards,
        CaptionMatcher concept,
        int cap,
        string path,
        ShardReadReport? report = null,
        CancellationToken cancellation = default,
        int minimum = 0)
    {
        report ??= new ShardReadReport();
        var before = report.Samples;
        using var writer = new TarShardWriter(path);
        foreach (var sample in concept.Select(TarShardReader.Read(trainShards, report).Where(HasPicture), cap))
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(Renumbered(sample, writer.Samples));
        }
        if (writer.Samples < minimum)
        {
            throw new InvalidDataException(
                $"{concept.TooFew(writer.Samples)} among {report.Samples - before} pairs; a forget set has at least {minimum}. {concept.FindMore("Take more shards")}");
        }
        if (writer.Samples > 0)
            writer.Complete();
        return writer.Samples;
    }

    /// <summary>
    /// A set to test on: a seeded sample, without repetition, of the captioned pairs of shards that were not trained on, in the order of the shards.
    /// Where there are fewer than <paramref name="size"/>, all are taken. Samples are read as they are asked for.
    /// </summary>
    public static IEnumerable<TarSample> TestSample(
        IReadOnlyList<string> shards, int size, long seed, ShardReadReport? report = null, CancellationToken cancellation = default, ShardCaptions? captions = null) =>
        Sample(shards, size, seed, "test", report, captions, cancellation);

    /// <summary>
    /// Writes the retain set: a seeded sample, without repetition, of the captioned pairs, in the order of the shards. Where there are fewer than <paramref name="size"/>, all are taken.
    /// </summary>
    /// <returns>The number of pairs.</returns>
    public static int WriteRetain(
        IReadOnlyList<string> trainShards,
        int size,
        long seed,
        string path,
        ShardReadReport? report = null,
        CancellationToken cancellation = default)
    {
        using var writer = new TarShardWriter(path);
        foreach (var sample in Sample(trainShards, size, seed, "retain", report, null, cancellation)) writer.Write(sample);
        writer.Complete();
        return writer.Samples;
    }

    private static IEnumerable<TarSample> Sample(
        IReadOnlyList<string> shards, int size, long seed, string label, ShardReadReport? report, ShardCaptions? captions,
        CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        // Two passes instead of keeping the candidates: a shard may be far larger than memory, its indices are not.
        var candidates = new List<int>();
        foreach (var (index, sample) in TarShardReader.Read(shards, captions: captions).Index())
        {
            cancellation.ThrowIfCancellationRequested();
            if (HasPicture(sample) && sample.Caption is { Length: > 0 } caption)
                candidates.Add(index);
        }
        var order = candidates.ToArray();
        SeededRandom.For(seed, label).Shuffle<int>(order);
        var chosen = order.Take(size).ToHashSet();

        var taken = 0;
        foreach (var (index, sample) in TarShardReader.Read(shards, report, captions).Index())
        {
            cancellation.ThrowIfCancellationRequested();
            if (chosen.Contains(index))
                yield return Renumbered(sample, taken++);
        }
    }

    // Keys are unique within a training shard, not across several.
    private static TarSample Renumbered(TarSample sample, int number) => sample.Plain() with { Key = $"{number:D6}" };

    // One without would end training; the report counts it.
    private static bool HasPicture(TarSample sample) => sample.Pictures.Count > 0;
}
