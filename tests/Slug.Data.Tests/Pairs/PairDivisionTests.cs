using Slug.Data.Pairs;

namespace Slug.Data.Tests.Pairs;

public sealed class PairDivisionTests
{
    private static readonly PairDivisionOptions Options = new() { Concepts = ["kite"], SearchShare = 0.2, TestShare = 0.2, Seed = 1 };

    private readonly PairNotes _notes = new();

    [Fact]
    public void Shares_are_of_the_whole_class_by_class_and_the_seed_decides()
    {
        var pairs = Classes(("kite", 20), ("lantern", 10));
        var sets = Divide(pairs);
        Assert.Empty(_notes.Mistakes);
        Assert.Equal((12, 6), (sets.Forget["kite"].Count, sets.Retain.Count));
        Assert.Equal((4, 2, 4, 2), (Of(sets.Search, 0), Of(sets.Search, 1), Of(sets.Test, 0), Of(sets.Test, 1)));
        Assert.Equal(Places(sets.Test), Places(Divide(pairs).Test));
        Assert.NotEqual(Places(sets.Test), Places(Divide(pairs, Options with { Seed = 2 }).Test));
        // Nothing is in two sets.
        var all = Places(sets.Forget["kite"]).Concat(Places(sets.Retain)).Concat(Places(sets.Search)).Concat(Places(sets.Test)).ToList();
        Assert.Equal(30, all.Distinct().Count());
        Assert.Equal(30, all.Count);
        Assert.All(sets.Forget["kite"], p => Assert.Equal("a photo of kite", p.Caption));
    }

    [Fact]
    public void Equal_pictures_stay_in_one_set_whatever_their_names()
    {
        var pairs = Classes(("kite", 20), ("lantern", 10)).Select(p => p with { Content = $"{p.Class} {p.Number / 2}" }).ToList();
        var sets = Divide(pairs);
        var training = sets.Forget["kite"].Concat(sets.Retain).Select(p => p.Pair.Content).ToHashSet();
        Assert.DoesNotContain(sets.Test.Concat(sets.Search), p => training.Contains(p.Pair.Content));
    }

    [Theory]
    [InlineData("a kite over the sea", "kite")]
    [InlineData("The KITE!", "kite")]
    [InlineData("a red lantern", "lantern")]
    [InlineData("a lantern shop", "lantern shop")]
    [InlineData("kiteboarding", null)]
    [InlineData("a lantern and a boat", null)]
    public void Captions_name_classes_by_whole_words_the_longest_first(string caption, string? name)
    {
        List<SurveyedPair> pairs = [new(PairRole.Test, 0, "x", "x", caption, null), .. Classes(("kite", 20), ("lantern", 10))];
        var sets = Divide(pairs, Options with { Classes = ["lantern", "lantern shop", "boat"] }, PairRole.From, PairRole.Test);
        Assert.Equal(name, sets.Test.Where(p => p.Pair.Place == "x").Select(p => sets.Classes[p.Class!.Value]).SingleOrDefault());
    }

    [Fact]
    public void The_concept_is_a_class_in_its_own_spelling_whether_it_is_listed_or_not()
    {
        Assert.Equal(["kite", "lantern"], Divide(Classes(("Kite", 20), ("lantern", 10))).Classes);
        Assert.Equal(["lantern", "boat", "kite"], Divide(Classes(("kite", 20), ("lantern", 10)), Options with { Classes = ["lantern", "boat"] }).Classes);
        Assert.Contains(_notes.Warnings, w => w.StartsWith("1 of 2 kept classes have no test picture; they stand in the classifier alone: 'boat'"));
    }

    [Fact]
    public void A_kept_class_that_names_the_concept_too_is_told()
    {
        _ = Divide(Classes(("kite", 20), ("kite surfer", 10)));
        Assert.Contains(_notes.Warnings, w => w == "The class 'kite surfer' names 'kite' too, and is to be kept.");
    }

    [Fact]
    public void Everything_that_is_too_small_is_told_at_once()
    {
        _ = Divide(Classes(("kite", 5)), Options with { Concepts = ["kite", "latern"] });
        Assert.Contains(_notes.Mistakes, m => m.StartsWith("'kite' has 3 forget pairs (1 search and 1 test pictures are set apart); a forget set has at least 8."));
        Assert.Contains(_notes.Mistakes, m => m.StartsWith("No caption and no class names 'latern' among 5 pairs; the classes are 'kite'. Write"));
        Assert.Contains(_notes.Warnings, m => m == "'kite' has one test picture: what is left of it is known to 100 % only. Give more, or raise data.testShare.");
        Assert.Contains(_notes.Mistakes, m => m.StartsWith("There is no pair to retain"));
        Assert.Contains(_notes.Mistakes, m => m.StartsWith("There is no class beside what is forgotten"));
    }

    [Fact]
    public void Indices_of_webdataset_are_taken_for_places_in_the_list()
    {
        var pairs = Classes(("0", 20), ("1", 10));
        Assert.Equal([0, 1], Divide(pairs, Options with { Classes = ["kite", "lantern"] }).Test.Select(p => p.Class!.Value).Distinct().Order());
    }

    private DividedPairs Divide(IReadOnlyList<SurveyedPair> pairs, PairDivisionOptions? options = null, params PairRole[] given) =>
        PairDivision.Of(pairs, given.Length == 0 ? new HashSet<PairRole> { PairRole.From } : given.ToHashSet(), options ?? Options, _notes);

    private static List<SurveyedPair> Classes(params (string Name, int Count)[] classes) =>
    [
        .. classes.SelectMany(c => Enumerable.Range(0, c.Count).Select(i => (c.Name, i)))
            .Select((p, number) => new SurveyedPair(PairRole.From, number, $"{p.Name}/{p.i}", $"{p.Name}/{p.i}", null, p.Name)),
    ];

    private static int Of(IReadOnlyList<PlacedPair> set, int label) => set.Count(p => p.Class == label);

    private static IReadOnlyList<string> Places(IReadOnlyList<PlacedPair> set) => [.. set.Select(p => p.Pair.Place)];
}
