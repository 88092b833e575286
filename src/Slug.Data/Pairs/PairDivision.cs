using System.Globalization;
using Slug.Basics;

namespace Slug.Data.Pairs;

/// <summary>
/// Divides a user's pairs into forget, retain, search and test sets. What is given is taken; what is not is cut out of the others by a seeded choice, class
/// by class, in which equal pictures stay together. A pure function of the pairs' names, words and equality.
/// </summary>
public static class PairDivision
{
    /// <summary>Divides, and says what is wrong.</summary>
    /// <param name="pairs">All pairs.</param>
    /// <param name="given">The sets that the user gave.</param>
    /// <param name="options">How.</param>
    /// <param name="notes">Collects every mistake, and what the user should know.</param>
    public static DividedPairs Of(IReadOnlyList<SurveyedPair> pairs, IReadOnlySet<PairRole> given, PairDivisionOptions options, PairNotes notes)
    {
        ArgumentNullException.ThrowIfNull(options);
        var labels = new PairLabels(options, pairs);
        // A set of its own needs no words; all others do.
        var silent = pairs.Where(p => p.Caption is null && p.Class is null && labels.ClassOf(p) is null).ToList();
        if (silent.Count > 0)
            notes.Warn($"{silent.Count} of {pairs.Count} pictures have no caption (no .txt beside, no word in a table) and are in no folder of a class; they are left out: {PairNotes.Some([.. silent.Select(p => p.Place)])}.");
        pairs = [.. pairs.Except(silent)];
        var shown = pairs.ToDictionary(p => p, labels.ClassOf);
        var byRole = pairs.ToLookup(p => p.Role);
        var pool = pairs.Where(p => p.Role is PairRole.From or PairRole.Forget or PairRole.Retain).ToList();

        var test = given.Contains(PairRole.Test) ? byRole[PairRole.Test].ToList() : Cut(pool, shown, options.TestShare, options.Seed, "test");
        var search = given.Contains(PairRole.Search) ? byRole[PairRole.Search].ToList() : Cut([.. pool.Except(test)], shown, ShareOfRest(), options.Seed, "search");
        PairDivisionChecks.Overlaps(test, search, pool, notes);
        var apart = test.Concat(search).Select(p => p.Content).ToHashSet(StringComparer.Ordinal);
        var tested = test.Select(p => p.Content).ToHashSet(StringComparer.Ordinal);
        var training = pool.Where(p => !apart.Contains(p.Content)).ToList();

        var concepts = training.ToDictionary(p => p, labels.ConceptsOf);
        var forgetFrom = given.Contains(PairRole.Forget) ? PairRole.Forget : PairRole.From;
        var forget = options.Concepts.ToDictionary(
            c => c,
            c => Sample([.. training.Where(p => p.Role == forgetFrom && concepts[p].Contains(c))], options.ForgetPairs, options.Seed, "forget", c));
        var retainFrom = given.Contains(PairRole.Retain) ? PairRole.Retain : PairRole.From;
        var candidates = training.Where(p => p.Role == retainFrom).ToList();
        var naming = candidates.Where(p => concepts[p].Count > 0).ToList();
        if (retainFrom == PairRole.Retain && naming.Count > 0)
            notes.Warn($"{naming.Count} of {candidates.Count} pairs of data.retain name what is forgotten, and are left out: {PairNotes.Some([.. naming.Select(p => p.Place)])}.");
        var retain = Sample([.. candidates.Except(naming)], options.RetainPairs, options.Seed, "retain");

        var divided = new DividedPairs(
            labels.Classes,
            forget.ToDictionary(f => f.Key, f => (IReadOnlyList<PlacedPair>)[.. f.Value.Select(p => Placed(p, null, f.Key))]),
            [.. retain.Select(p => Placed(p, null, null))],
            Labelled([.. search.Where(p => !tested.Contains(p.Content))], "search"),
            Labelled(test, "test"));
        PairDivisionChecks.Check(divided, pairs, options, notes);
        return divided;

        // Both shares are of the whole, and the test pictures are gone by then.
        double ShareOfRest() => given.Contains(PairRole.Test) ? options.SearchShare : Math.Min(1, options.SearchShare / (1 - options.TestShare));

        PlacedPair Placed(SurveyedPair pair, int? label, string? concept) =>
            new(pair, pair.Caption ?? options.Caption.Replace("{name}", concept ?? (shown[pair] is { } known ? labels.Classes[known] : pair.Class) ?? "", StringComparison.Ordinal), label);

        IReadOnlyList<PlacedPair> Labelled(IReadOnlyList<SurveyedPair> set, string name)
        {
            var of = set.Where(p => shown[p] is not null).ToList();
            if (of.Count < set.Count)
                notes.Warn($"{set.Count - of.Count} of {set.Count} {name} pictures show no class, or their captions name several, and are left out: {PairNotes.Some([.. set.Where(p => shown[p] is null).Select(p => p.Place)])}.");
            // One picture with several captions is measured once.
            return [.. of.DistinctBy(p => p.Content).Select(p => Placed(p, shown[p], labels.Classes[shown[p]!.Value]))];
        }
    }

    /// <summary>A share of each class's pictures, one at least; pictures without a class stay.</summary>
    private static List<SurveyedPair> Cut(IReadOnlyList<SurveyedPair> pool, Dictionary<SurveyedPair, int?> shown, double share, long seed, string purpose)
    {
        var cut = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in pool.Where(p => shown[p] is not null).GroupBy(p => shown[p]!.Value).OrderBy(g => g.Key))
        {
            string[] contents = [.. group.Select(p => p.Content).Distinct(StringComparer.Ordinal)];
            SeededRandom.For(seed, "divide", purpose, group.Key.ToString(CultureInfo.InvariantCulture)).Shuffle<string>(contents);
            cut.UnionWith(contents.Take(Math.Max(1, (int)Math.Round(share * contents.Length))));
        }

        return [.. pool.Where(p => shown[p] is not null && cut.Contains(p.Content))];
    }

    private static List<SurveyedPair> Sample(IReadOnlyList<SurveyedPair> pairs, int most, long seed, params ReadOnlySpan<string> labels)
    {
        if (pairs.Count <= most) return [.. pairs];
        var order = Enumerable.Range(0, pairs.Count).ToArray();
        SeededRandom.For(seed, labels).Shuffle<int>(order);
        return [.. order.Take(most).Order().Select(i => pairs[i])];
    }
}
