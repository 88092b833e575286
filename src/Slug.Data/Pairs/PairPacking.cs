using Slug.Data.Images;
using Slug.Data.WebDataset;

namespace Slug.Data.Pairs;

/// <summary>A set to be written: which pairs, and where to.</summary>
/// <param name="Pairs">The pairs; several where a picture has several captions.</param>
/// <param name="Path">The tar.</param>
public sealed record PackedSet(IReadOnlyList<PlacedPair> Pairs, string Path);

/// <summary>Writes a user's divided pairs as webdataset tars, all of them in one pass over what the user has.</summary>
public static class PairPacking
{
    // Pictures that are in memory at a time.
    private const int Chunk = 64;

    /// <summary>Writes sets. Pictures that cannot be decoded are left out and told.</summary>
    /// <param name="places">Where each set of the user's is, as <see cref="PairSurvey"/> read it.</param>
    /// <param name="reading">How pairs are written.</param>
    /// <param name="sets">What to write.</param>
    /// <param name="onUnreadable">Told of each picture that is left out.</param>
    /// <param name="cancellation">Stops, and leaves nothing.</param>
    /// <returns>How many pairs each set got.</returns>
    public static IReadOnlyList<int> Write(
        IReadOnlyDictionary<PairRole, IReadOnlyList<PairPlace>> places, PairReading reading, IReadOnlyList<PackedSet> sets, Action<string> onUnreadable,
        CancellationToken cancellation = default)
    {
        var wanted = sets.SelectMany((set, i) => set.Pairs.Select(pair => (pair, i))).ToLookup(p => (p.pair.Pair.Role, p.pair.Pair.Number));
        var writers = sets.Select(set => new TarShardWriter(set.Path)).ToList();
        try
        {
            foreach (var chunk in Wanted(places, reading, wanted.Contains).Chunk(Chunk))
            {
                cancellation.ThrowIfCancellationRequested();
                var pictures = new (byte[] Bytes, string? Fault)[chunk.Length];
                ParallelWork.For(chunk.Length, i => pictures[i] = Read(chunk[i].Pair), cancellation);
                foreach (var (i, (key, pair)) in chunk.Index())
                {
                    if (pictures[i].Fault is { } fault)
                    {
                        onUnreadable($"{pair.Place} is left out: {fault}");
                        continue;
                    }

                    foreach (var (placed, set) in wanted[key]) writers[set].Write(Sample(writers[set].Samples, placed, pictures[i].Bytes));
                }
            }

            writers.ForEach(writer => writer.Complete());
            return [.. writers.Select(writer => writer.Samples)];
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }
    }

    private static IEnumerable<((PairRole, int) Key, OwnPair Pair)> Wanted(
        IReadOnlyDictionary<PairRole, IReadOnlyList<PairPlace>> places, PairReading reading, Func<(PairRole, int), bool> isWanted)
    {
        foreach (var role in places.Keys.Order())
        {
            // The survey told them already.
            var notes = new PairNotes();
            foreach (var (number, pair) in places[role].SelectMany(place => place.Read(reading, notes)).Index())
                if (isWanted((role, number))) yield return ((role, number), pair);
        }
    }

    private static (byte[] Bytes, string? Fault) Read(OwnPair pair)
    {
        var bytes = pair.Picture();
        try
        {
            _ = RgbImage.Load(bytes);
            return (bytes, null);
        }
        catch (InvalidDataException unreadable)
        {
            return (bytes, unreadable.Message);
        }
    }

    private static TarSample Sample(int number, PlacedPair placed, byte[] picture)
    {
        var sample = TarSample.ImageText($"{number:D6}", Ending(picture), picture, placed.Caption);
        return placed.Class is { } label ? sample.WithClass(label) : sample;
    }

    // A name may lie, and a decoder goes by the content.
    private static string Ending(ReadOnlySpan<byte> picture) => picture switch
    {
        [0x89, (byte)'P', ..] => "png",
        [(byte)'R', (byte)'I', ..] => "webp",
        _ => "jpg",
    };
}
