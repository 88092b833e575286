namespace Slug.Data.Pairs;

/// <summary>A pair in a set of an experiment.</summary>
/// <param name="Pair">Where it was found.</param>
/// <param name="Caption">Its caption: its own, or one made of its class.</param>
/// <param name="Class">Its class, an index into the classes; null in a training set.</param>
public sealed record PlacedPair(SurveyedPair Pair, string Caption, int? Class);

/// <summary>A user's pairs, divided.</summary>
/// <param name="Classes">The zero-shot classes, the concepts among them.</param>
/// <param name="Forget">The forget set of each concept.</param>
/// <param name="Retain">The retain set, without what names a concept.</param>
/// <param name="Search">The search set.</param>
/// <param name="Test">The test set.</param>
public sealed record DividedPairs(
    IReadOnlyList<string> Classes,
    IReadOnlyDictionary<string, IReadOnlyList<PlacedPair>> Forget,
    IReadOnlyList<PlacedPair> Retain,
    IReadOnlyList<PlacedPair> Search,
    IReadOnlyList<PlacedPair> Test);
