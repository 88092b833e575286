using Slug.Basics;

namespace Slug.Data.Emoji;

/// <summary>Draws captions for an image, as loosely worded as those of a web crawl.</summary>
public sealed class EmojiCaptions
{
    private readonly (double Share, Func<string, string, string, string> Text)[] _kinds;
    private readonly double _shortNames;

    /// <exception cref="ArgumentException">The shares are negative or do not add up to one.</exception>
    public EmojiCaptions(EmojiCaptionMix? mix = null)
    {
        mix ??= new EmojiCaptionMix();
        _shortNames = mix.ShortNames;
        _kinds =
        [
            (mix.VendorStyle, (vendor, name, _) => $"a {vendor} style emoji of {name}"),
            (mix.Plain, (_, name, _) => $"an emoji of {name}"),
            (mix.NameAlone, (_, name, _) => name),
            (mix.WithSubcategory, (_, name, subcategory) => $"an emoji of {name} a kind of {subcategory}"),
            (mix.SubcategoryAlone, (_, _, subcategory) => subcategory),
        ];
        if (_kinds.Any(kind => kind.Share < 0) || !mix.IsWhole())
            throw new ArgumentException($"The shares of the caption kinds must add up to 1: {mix}.", nameof(mix));
        if (_shortNames is < 0 or > 1)
            throw new ArgumentException($"The share of short names must lie in [0, 1]: {mix}.", nameof(mix));
    }

    /// <summary>The next caption for <paramref name="vendor"/>'s drawing of <paramref name="item"/>.</summary>
    public string Draw(EmojiItem item, string vendor, SeededRandom random)
    {
        // The same count of numbers for every caption, so that one kind's share does not shift the others' draws.
        var kind = random.NextDouble();
        var useShort = random.NextDouble() < _shortNames;
        var which = random.NextInt(item.ShortNames.Count);
        var name = useShort ? item.ShortNames[which] : item.Name;

        var last = _kinds.Length - 1;
        for (var i = 0; i < last; i++)
        {
            if (kind < _kinds[i].Share)
                return _kinds[i].Text(vendor, name, item.Subcategory);
            kind -= _kinds[i].Share;
        }
        return _kinds[last].Text(vendor, name, item.Subcategory);
    }
}
