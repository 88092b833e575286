using Slug.Basics;
using Slug.Data.WebDataset;
using Slug.Experiments.Data;
using static TorchSharp.torch;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>Pictures with their names, as a model sees them.</summary>
/// <param name="Images">Normalised, <c>[pictures, 3, height, width]</c>.</param>
/// <param name="Names">What each shows.</param>
/// <param name="Keys">Each one's key in its set.</param>
internal sealed record AskedPictures(Tensor Images, IReadOnlyList<string> Names, IReadOnlyList<string> Keys) : IDisposable
{
    /// <summary>All pictures of some names, in the order of the set.</summary>
    /// <param name="tar">The set.</param>
    /// <param name="names">All classes.</param>
    /// <param name="wanted">The names.</param>
    /// <param name="side">The model's input, in pixels.</param>
    /// <param name="cancellation">Stops the decoding.</param>
    public static AskedPictures Of(string tar, IReadOnlyList<string> names, IReadOnlySet<string> wanted, int side, CancellationToken cancellation)
    {
        var set = EvaluationSet.Open(tar, names);
        using var loaded = set.Load(side, memory: null, cancellation, label => wanted.Contains(names[label]));
        var keys = TarShardReader.Read(tar).Select(sample => sample.Key).Zip(set.Labels).Where(s => wanted.Contains(names[s.Second])).Select(s => s.First).ToList();
        return new AskedPictures(loaded.Images.alias().DetachFromDisposeScope(), [.. loaded.Labels.Select(label => names[label])], keys);
    }

    /// <summary>At most so many of them, a seeded choice in the order of the set; with <paramref name="oneEach"/> of no name more than one.</summary>
    public AskedPictures Choose(int count, bool oneEach, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, Names.Count)];
        random.Shuffle<int>(order);
        var chosen = (oneEach ? order.DistinctBy(i => Names[i]) : order).Take(count).Order().ToList();
        using var rows = tensor(chosen.Select(i => (long)i).ToArray());
        return new AskedPictures(Images.index_select(0, rows).DetachFromDisposeScope(), [.. chosen.Select(i => Names[i])], [.. chosen.Select(i => Keys[i])]);
    }

    /// <summary>The names to ask about beside the concepts, a seeded choice of those that stand for what is kept.</summary>
    /// <param name="kept">The candidates.</param>
    /// <param name="count">How many; null for all.</param>
    /// <param name="random">Draws them.</param>
    public static IReadOnlyList<string> Others(IEnumerable<string> kept, int? count, SeededRandom random)
    {
        string[] all = [.. kept];
        if (count is not { } most || most >= all.Length) return all;
        random.Shuffle<string>(all);
        return all[..most];
    }

    public void Dispose() => Images.Dispose();
}
