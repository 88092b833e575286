namespace Slug.Data.Emoji;

/// <summary>One thing that every vendor drew.</summary>
/// <param name="Name">Unicode's name in lower case, e.g. <c>tiger face</c>.</param>
/// <param name="ShortNames">
/// What people type for it, underscores as spaces, e.g. <c>tiger</c>; the name itself where there is nothing else.
/// </param>
/// <param name="Subcategory">The fine group in words, e.g. <c>animal mammal</c>.</param>
/// <param name="Images">Each vendor's drawing as an image file: as published (64x64 PNG), or drawn from vectors.</param>
public sealed record EmojiItem(
    string Name,
    IReadOnlyList<string> ShortNames,
    string Subcategory,
    IReadOnlyDictionary<string, byte[]> Images);
