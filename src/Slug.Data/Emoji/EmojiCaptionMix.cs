using System.ComponentModel.DataAnnotations;

namespace Slug.Data.Emoji;

/// <summary>How often each kind of caption is drawn: the shares of the five kinds add up to one.</summary>
public sealed record EmojiCaptionMix
{
    /// <summary><c>a {vendor} style emoji of {name}</c>.</summary>
    [Range(0.0, 1.0)]
    public double VendorStyle { get; init; } = 0.30;

    /// <summary><c>an emoji of {name}</c>.</summary>
    [Range(0.0, 1.0)]
    public double Plain { get; init; } = 0.28;

    /// <summary><c>{name}</c>.</summary>
    [Range(0.0, 1.0)]
    public double NameAlone { get; init; } = 0.14;

    /// <summary><c>an emoji of {name} a kind of {subcategory}</c>.</summary>
    [Range(0.0, 1.0)]
    public double WithSubcategory { get; init; } = 0.16;

    /// <summary><c>{subcategory}</c>.</summary>
    [Range(0.0, 1.0)]
    public double SubcategoryAlone { get; init; } = 0.12;

    /// <summary>Of all captions, the share that say a short name where the name would be.</summary>
    [Range(0.0, 1.0)]
    public double ShortNames { get; init; } = 0.25;

    /// <summary>Whether the kinds' shares add up to one, but for rounding.</summary>
    public bool IsWhole() => Math.Abs(VendorStyle + Plain + NameAlone + WithSubcategory + SubcategoryAlone - 1) <= 1e-9;
}
