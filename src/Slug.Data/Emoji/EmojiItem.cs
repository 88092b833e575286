namespace Slug.Data.Emoji;

/// <summary>One thing that every vendor drew.</summary>
/// <param name="Name">Unicode's name in lower case, e.g. <c>tiger face</c>.</param>
/// <param name="ShortNames">
/// What people type for it, underscores as spaces, e.g. <c>tiger</c>; the name itself where there is nothing else.
/// </param>
/// <param name="Category">The coarse group, e.g. <c>Animals &amp; Nature</c>.</param>
/// <param name="Subcategory">The fine group in words, e.g. <c>animal mammal</c>.</param>
/// <param name="ImageFile">The file name of its drawings, e.g. <c>1f42f.png</c>.</param>
/// <param name="Images">The 64x64 PNG of each vendor, as published.</param>
public sealed record EmojiItem(
    string Name,
    IReadOnlyList<string> ShortNames,
    string Category,
    string Subcategory,
    string ImageFile,
    IReadOnlyDictionary<string, byte[]> Images);
