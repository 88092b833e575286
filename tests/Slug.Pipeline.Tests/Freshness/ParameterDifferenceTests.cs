using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Tests.Freshness;

public sealed class ParameterDifferenceTests
{
    private static string Between(object was, object now, string path = "") =>
        string.Join("; ", ParameterDifference.Between(CanonicalJson.Write(was), CanonicalJson.Write(now), path));

    [Fact]
    public void EveryParameterIsListedByPath() => Assert.Equal(
        [("unlearn.concepts", "[rocket, panda]"), ("unlearn.search.iterations", "10"), ("unlearn.search.scale", "0.1"), ("unlearn.tower", "null"), ("unlearn.vendors.Apple", "1")],
        ParameterDifference.Leaves(
            CanonicalJson.Write(new { Search = new { Iterations = 10, Scale = 0.1 }, Concepts = new[] { "rocket", "panda" }, Vendors = new Dictionary<string, int> { ["Apple"] = 1 }, Tower = (string?)null }),
            "unlearn"));

    [Fact]
    public void SameIsNothing() => Assert.Equal("", Between(new { A = 1 }, new { A = 1 }));

    [Fact]
    public void NestedParametersAreNamedByPath() => Assert.Equal(
        "unlearn.search.iterations: 10 -> 12; unlearn.search.scale: 0.1 -> 0.2",
        Between(new { Search = new { Iterations = 10, Scale = 0.1 } }, new { Search = new { Iterations = 12, Scale = 0.2 } }, "unlearn"));

    [Fact]
    public void TheSectionThatParametersStandInIsNamedOnce()
    {
        var (was, now) = (new { Concept = "a", Unlearn = new { Left = 0.0 } }, new { Concept = "b", Unlearn = new { Left = 0.1 } });
        Assert.Equal("unlearn.concept: a -> b; unlearn.left: 0 -> 0.1", Between(was, now, "unlearn"));
        Assert.Equal("llava.training.steps: 1 -> 2", Between(new { Training = new { Steps = 1 } }, new { Training = new { Steps = 2 } }, "llava.training"));
        Assert.Contains(("unlearn.left", "0.1"), ParameterDifference.Leaves(CanonicalJson.Write(now), "unlearn"));
        // A section's own key may well end as the section does.
        Assert.Equal("learn.unlearn: 1 -> 2", Between(new { Unlearn = 1 }, new { Unlearn = 2 }, "learn"));
    }

    [Fact]
    public void ListsAreShownWhole() => Assert.Equal(
        "concepts: [rocket, panda] -> [rocket]", Between(new { Concepts = new[] { "rocket", "panda" } }, new { Concepts = new[] { "rocket" } }));

    [Fact]
    public void ALongListShowsTheItemThatChanged() => Assert.Equal(
        "n[49]: 49 -> 50", Between(new { N = Enumerable.Range(0, 50).ToArray() }, new { N = Enumerable.Range(0, 49).Append(50).ToArray() }));

    [Fact]
    public void NewAndRemovedParametersAreAbsentOnOneSide() =>
        Assert.Equal("a: 1 -> absent; b: absent -> 2", Between(new { A = 1 }, new { B = 2 }));

    [Fact]
    public void DictionaryKeysAreTheUsersOwn() => Assert.Equal(
        "vendors.Apple: 1 -> 2", Between(new { Vendors = new Dictionary<string, int> { ["Apple"] = 1 } }, new { Vendors = new Dictionary<string, int> { ["Apple"] = 2 } }));

    [Fact]
    public void AChangeOfTypeAloneShowsTheTypes() =>
        Assert.Equal("""a: 1 -> {"$double":"1"}""", Between(new { A = 1 }, new { A = 1.0 }));

    [Fact]
    public void NullsAndLongTextsAreReadable()
    {
        Assert.Equal("a: null -> x", Between(new { A = (string?)null }, new { A = "x" }));
        Assert.Equal($"a: {new string('x', 59)}… -> y", Between(new { A = new string('x', 100) }, new { A = "y" }));
    }

    private enum Mode
    {
        Pareto,
        All,
    }

    private abstract record Shape;

    private sealed record Circle(int Size) : Shape;

    private sealed record Square(int Size) : Shape;

    [Fact]
    public void EveryKindOfValueIsShownAsInAConfig()
    {
        Assert.Equal("m: Pareto -> All", Between(new { M = Mode.Pareto }, new { M = Mode.All }));
        Assert.Equal("t: 00:00:01 -> 00:01:30", Between(new { T = TimeSpan.FromSeconds(1) }, new { T = TimeSpan.FromSeconds(90) }));
        Assert.Equal("s: [1, 2] -> [2, 3]", Between(new { S = new HashSet<int> { 2, 1 } }, new { S = new HashSet<int> { 3, 2 } }));
        Assert.Equal("b: true -> false", Between(new { B = true }, new { B = false }));
        Assert.Equal("l: [{a: 1, b: x}] -> [{a: 2, b: x}]", Between(new { L = new[] { new { A = 1, B = "x" } } }, new { L = new[] { new { A = 2, B = "x" } } }));
        Assert.Equal(
            "l: [{Big: 1}] -> [{Big: 2}]",
            Between(new { L = new[] { new Dictionary<string, int> { ["Big"] = 1 } } }, new { L = new[] { new Dictionary<string, int> { ["Big"] = 2 } } }));
    }

    [Fact]
    public void AMapAgainstARecordOrNothingIsShownWhole()
    {
        Assert.Equal("a: null -> {x: 1}", Between(new { A = (object?)null }, new { A = new { X = 1 } }));
        Assert.Equal("a.X: absent -> 1", Between(new { A = new Dictionary<string, int>() }, new { A = new Dictionary<string, int> { ["X"] = 1 } }));
    }

    [Fact]
    public void ARecordsTypeIsAMemberOfIt() =>
        Assert.Equal("s.$type: Circle -> Square", Between(new { S = (object)new Circle(1) }, new { S = (object)new Square(1) }));

    [Fact]
    public void WhatHasNoPathIsCalledParameters() => Assert.Equal("parameters: 1 -> 2", Between(1, 2));

    [Fact]
    public void SixtyCharactersAreShownAndSixtyOneAreNot()
    {
        Assert.Equal($"a: {new string('x', 60)} -> y", Between(new { A = new string('x', 60) }, new { A = "y" }));
        Assert.Equal($"a: y -> {new string('x', 59)}…", Between(new { A = "y" }, new { A = new string('x', 61) }));
    }

    [Fact]
    public void AListOfSixtyCharactersIsShownWholeAndALongerOneByItem()
    {
        // Twenty numbers of a digit take 60 characters with brackets, commas and spaces; another digit makes 61.
        int[] short1 = [.. Enumerable.Repeat(1, 20)], short2 = [.. Enumerable.Repeat(1, 19), 2];
        Assert.Equal($"n: [{string.Join(", ", short1)}] -> [{string.Join(", ", short2)}]", Between(new { N = short1 }, new { N = short2 }));
        int[] long1 = [10, .. short1[1..]], long2 = [10, .. short2[1..]];
        Assert.Equal("n[19]: 1 -> 2", Between(new { N = long1 }, new { N = long2 }));
    }

    [Fact]
    public void ALongListThatGrewIsShownWhole() => Assert.Equal(
        $"n: [{string.Join(", ", Enumerable.Repeat(1, 20))}… -> [{string.Join(", ", Enumerable.Repeat(1, 20))}…",
        Between(new { N = Enumerable.Repeat(1, 30).ToArray() }, new { N = Enumerable.Repeat(1, 31).ToArray() }));

    [Fact]
    public void LeavesOfARecordWithoutAPathStartWithItsMembers()
    {
        Assert.Equal([("a", "1"), ("b.c", "x")], ParameterDifference.Leaves(CanonicalJson.Write(new { A = 1, B = new { C = "x" } }), ""));
        Assert.Empty(ParameterDifference.Leaves("{}", ""));
        Assert.Equal([("train", "{}")], ParameterDifference.Leaves("{}", "train"));
        Assert.Equal([("train.map", "{}"), ("train.mode", "All")], ParameterDifference.Leaves(CanonicalJson.Write(new { Map = new Dictionary<string, int>(), Mode = Mode.All }), "train"));
    }
}
