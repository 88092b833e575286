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
}
