namespace Slug.Data.Emoji;

/// <summary>How often each kind of caption is drawn. The shares must add up to one.</summary>
public sealed record EmojiCaptionMix
{
    /// <summary><c>a {vendor} style emoji of {name}</c>.</summary>
    public double VendorStyle { get; init; } = 0.30;

    /// <summary><c>an emoji of {name}</c>.</summary>
    public double Plain { get; init; } = 0.28;

    /// <summary><c>{name}</c>.</summary>
    public double NameAlone { get; init; } = 0.14;

    /// <summary><c>an emoji of {name} a kind of {subcategory}</c>.</summary>
    public double WithSubcategory { get; init; } = 0.16;

    /// <summary><c>{subcategory}</c>.</summary>
    public double SubcategoryAlone { get; init; } = 0.12;

    /// <summary>Of all captions, the share that say a short name where the name would be.</summary>
    public double ShortNames { get; init; } = 0.25;
}
