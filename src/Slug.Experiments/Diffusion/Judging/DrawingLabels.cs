using Slug.Data.Emoji;
using Slug.Experiments.Diffusion.Configuration;

namespace Slug.Experiments.Diffusion.Judging;

/// <summary>What a drawing is to the judge of a domain.</summary>
/// <param name="domain">The domain.</param>
/// <param name="labels">Its labels.</param>
/// <param name="vendorOf">Who draws each style of the grid.</param>
/// <param name="objects">The grid's objects.</param>
internal sealed class DrawingLabels(string domain, IReadOnlyList<string> labels, IReadOnlyDictionary<string, string> vendorOf, IReadOnlyList<string> objects)
{
    /// <summary>The place of its label; null for what is none of them.</summary>
    public int? Of(EmojiSampleInfo drawing)
    {
        var label = domain == GridOptions.StyleDomain ? vendorOf.FirstOrDefault(s => s.Value == drawing.Vendor).Key : drawing.Name;
        var place = label is null ? -1 : labels.Index().FirstOrDefault(l => l.Item == label, (Index: -1, Item: "")).Index;
        return place < 0 ? null : place;
    }

    /// <summary>
    /// Whether it is one of the labels, or surely none: of styles, those of the grid alone are either. Other hands draw so like some of these that a judge who learned
    /// them as something else would call the grid's own so. And of the grid's objects alone, which are all that is judged: of 274 things a small judge learned styles so little
    /// that it knew three in four of the grid's.
    /// </summary>
    public bool IsSure(EmojiSampleInfo drawing) => domain != GridOptions.StyleDomain || (vendorOf.Values.Contains(drawing.Vendor) && objects.Contains(drawing.Name));
}
