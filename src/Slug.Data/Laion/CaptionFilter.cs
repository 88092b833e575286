using Slug.Data.WebDataset;

namespace Slug.Data.Laion;

/// <summary>
/// Keeps the rows of the metadata whose caption names a concept: a person is named by one caption in thousands, and the captions are in the
/// metadata, so that the images of the other rows need not be fetched.
/// </summary>
/// <param name="Phrase">The concept's name.</param>
/// <param name="Mode">How strictly it must stand by itself.</param>
public sealed record CaptionFilter(string Phrase, CaptionMatchMode Mode = CaptionMatchMode.Substring)
{
    /// <summary>The most rows to take, from the first on; what comes after them is not searched. They are kept in memory, some 500 bytes each.</summary>
    public int MostRows { get; init; } = 20_000;

    /// <summary>The fewest rows to be content with.</summary>
    public int FewestRows { get; init; } = 1;

    /// <summary>Tells which captions name the concept.</summary>
    public CaptionMatcher Matcher => new(Phrase, Mode);
}
