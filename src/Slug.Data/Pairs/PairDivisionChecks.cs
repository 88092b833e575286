using Slug.Basics;
using Slug.Data.WebDataset;

namespace Slug.Data.Pairs;

/// <summary>What is wrong with a user's sets, told before anything slow runs.</summary>
internal static class PairDivisionChecks
{
    // More than this share of the test pictures among the training pictures is no oversight of a few copies.
    private const double MostShared = 0.5;

    /// <summary>Pictures of the search and test sets that are elsewhere too, by their content.</summary>
    public static void Overlaps(IReadOnlyList<SurveyedPair> test, IReadOnlyList<SurveyedPair> search, IReadOnlyList<SurveyedPair> pool, PairNotes notes)
    {
        Tell(test.Where(p => p.Role == PairRole.Test), pool, "test pictures", "the training set", "of it");
        Tell(test.Where(p => p.Role == PairRole.Test), search.Where(p => p.Role == PairRole.Search), "test pictures", "the search set", "of it");
        Tell(search.Where(p => p.Role == PairRole.Search), pool, "search pictures", "the training set", "of it");

        void Tell(IEnumerable<SurveyedPair> set, IEnumerable<SurveyedPair> other, string what, string where, string leftOut)
        {
            var known = other.DistinctBy(p => p.Content).ToDictionary(p => p.Content, StringComparer.Ordinal);
            var all = set.ToList();
            var shared = all.Where(p => known.ContainsKey(p.Content)).ToList();
            if (shared.Count == 0) return;
            var places = PairNotes.Some([.. shared.Select(p => $"{p.Place} = {known[p.Content].Place}")]);
            if (shared.Count > MostShared * all.Count) notes.Mistake($"{shared.Count} of {all.Count} {what} are in {where} too, by their content; measured on what was trained on, a result says nothing: {places}.");
            else notes.Warn($"{shared.Count} of {all.Count} {what} are in {where} too, by their content, and are left out {leftOut}: {places}.");
        }
    }

    private const int FewTestPictures = 8;

    /// <summary>Sets that are too small, and classes that cannot be measured.</summary>
    public static void Check(DividedPairs sets, IReadOnlyList<SurveyedPair> pairs, PairDivisionOptions options, PairNotes notes)
    {
        if (pairs.Count == 0) return;
        foreach (var concept in options.Concepts) CheckConcept(concept, sets, pairs, options, notes);
        if (sets.Retain.Count == 0) notes.Mistake("There is no pair to retain: all of the training pairs name what is forgotten. Give others, as data.from or data.retain.");
        var forgotten = options.Concepts.ToHashSet(StringComparer.OrdinalIgnoreCase);
        CheckKept(sets, forgotten, options, notes);
    }

    private static void CheckConcept(string concept, DividedPairs sets, IReadOnlyList<SurveyedPair> pairs, PairDivisionOptions options, PairNotes notes)
    {
        var forget = sets.Forget[concept];
        var label = sets.Classes.Index().First(c => c.Item.Equals(concept, StringComparison.OrdinalIgnoreCase)).Index;
        var (search, test) = (sets.Search.Count(p => p.Class == label), sets.Test.Count(p => p.Class == label));
        if (forget.Count + search + test == 0)
        {
            var near = Nearest(concept, pairs);
            var classes = pairs.Select(p => p.Class).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).Select(c => $"'{c}'").ToList();
            var found = near.Count > 0 ? $"; the nearest found: {string.Join(", ", near.Select(n => $"'{n}'"))}" : classes.Count > 0 ? $"; the classes are {PairNotes.Some(classes)}" : "";
            notes.Mistake($"No caption and no class names '{concept}' among {pairs.Count} pairs{found}. Write unlearn.concepts as the captions or folders do, or give its pictures as data.forget.");
            return;
        }

        if (forget.Count < ConceptShards.SmallestForgetSet)
        {
            var apart = search + test > 0 && forget.Count + search + test > forget.Count ? $" ({search} search and {test} test pictures are set apart)" : "";
            notes.Mistake($"'{concept}' has {forget.Count} forget pairs{apart}; a forget set has at least {ConceptShards.SmallestForgetSet}. Give more pictures of it{(options.Match == CaptionMatchMode.Words ? ", or match substrings (data.match: substring)" : "")}.");
        }

        if (test is > 0 and < FewTestPictures)
            notes.Warn($"'{concept}' has {(test == 1 ? "one test picture" : $"{test} test pictures")}: what is left of it is known to {100.0 / test:0} % only. Give more, or raise data.testShare.");
        if (test == 0) notes.Mistake($"No test picture shows '{concept}', so forgetting could not be measured: put some into the test set.");
        if (search == 0) notes.Mistake($"No search picture shows '{concept}', so no layer could be chosen: put some into the search set.");
    }

    private static void CheckKept(DividedPairs sets, HashSet<string> forgotten, PairDivisionOptions options, PairNotes notes)
    {
        var kept = sets.Classes.Index().Where(c => !forgotten.Contains(c.Item)).ToList();
        if (kept.Count == 0)
        {
            notes.Mistake("There is no class beside what is forgotten, so nothing shows what is kept: put pictures into a folder for each class, or list the classes that captions name as data.classes.");
            return;
        }

        foreach (var (name, set) in new[] { ("test", sets.Test), ("search", sets.Search) })
        {
            var shown = set.Select(p => p.Class).ToHashSet();
            var without = kept.Where(c => !shown.Contains(c.Index)).Select(c => $"'{c.Item}'").ToList();
            if (without.Count == kept.Count) notes.Mistake($"No {name} picture shows a class that is kept: put some into the {name} set.");
            else if (without.Count > 0) notes.Warn($"{without.Count} of {kept.Count} kept classes have no {name} picture; they stand in the classifier alone: {PairNotes.Some(without)}.");
        }

        foreach (var concept in options.Concepts)
        {
            var matcher = new CaptionMatcher(concept, options.Match);
            var like = kept.Where(c => matcher.Matches(c.Item)).Select(c => $"'{c.Item}'").ToList();
            if (like.Count > 0) notes.Warn($"{(like.Count == 1 ? "The class" : "The classes")} {PairNotes.Some(like)} {(like.Count == 1 ? "names" : "name")} '{concept}' too, and {(like.Count == 1 ? "is" : "are")} to be kept.");
        }
    }

    private static IReadOnlyList<string> Nearest(string concept, IReadOnlyList<SurveyedPair> pairs)
    {
        var words = pairs.Select(p => p.Class).OfType<string>()
            .Concat(pairs.Where(p => p.Caption is not null).SelectMany(p => Phrases(p.Caption!, 1 + concept.Count(c => c == ' '))))
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return NearestNames.Of(concept, words);
    }

    /// <summary>The phrases of a caption that are as many words long as the concept.</summary>
    private static IEnumerable<string> Phrases(string caption, int length)
    {
        string[] words = [.. caption.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim('.', ',', ';', ':', '!', '?', '"', '(', ')', '\''))];
        for (var i = 0; i + length <= words.Length; i++) yield return string.Join(' ', words.AsSpan(i, length)!);
    }
}
