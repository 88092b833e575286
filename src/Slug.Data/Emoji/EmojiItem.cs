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
    IReadOnlyDictionary<string, byte[]> Images)
{
    /// <summary>Where each vendor's drawing was read, archive and member; what an unreadable one is called.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    /// <summary>The drawing of a vendor for messages, such as <c>the drawing of 'rocket' by apple (apple.tgz: package/img/apple/64/1f680.png)</c>.</summary>
    internal string Describe(string vendor) =>
        $"the drawing of '{Name}' by {vendor}{(Sources.TryGetValue(vendor, out var source) ? $" ({source})" : "")}";
}
