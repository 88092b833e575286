using System.ComponentModel.DataAnnotations;
using Slug.Data.Emoji;
using Slug.Data.WebDataset;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Configuration;

/// <summary>What the classifier tells apart, and so what can be forgotten of drawings.</summary>
public enum EmojiClasses
{
    /// <summary>The things, on the held-out vendors' drawings.</summary>
    Names,

    /// <summary>The training vendors' hands: layers are chosen on every other thing's drawings, and measured is on views of the others.</summary>
    Styles,
}

/// <summary>The demo's data: the same emoji as drawn by several vendors, one of whom is held out as the test set.</summary>
public sealed record EmojiOptions
{
    /// <summary>The tracked list of emoji names, relative to the repository root.</summary>
    public required string Names { get; init; }

    /// <summary>Uses only the first so many names of the list (and the concepts), for quick tests; null for all.</summary>
    [Range(8, 10_000)]
    public int? MaxNames { get; init; }

    /// <summary>
    /// The tracked table of open sets of drawings, relative to the repository root: vendors are then its styles, and their downloads the packages
    /// that it speaks of. Null for packages laid out like emoji-datasource.
    /// </summary>
    public string? Drawings { get; init; }

    /// <summary>Vendor to the download that holds its pictures, for the training set.</summary>
    [MinLength(1)]
    public required IReadOnlyDictionary<string, string> TrainVendors { get; init; }

    /// <summary>Held-out vendors to their downloads: the test set, seen by nothing before evaluation.</summary>
    [MinLength(1)]
    public required IReadOnlyDictionary<string, string> TestVendor { get; init; }

    /// <summary>
    /// What a concept is: one of the <c>names</c> (the default), or one of the <c>styles</c>, a training vendor, which captions name too
    /// (<c>a noto style emoji of anchor</c>). The model is trained the same.
    /// </summary>
    [OmittedWhenNull]
    public EmojiClasses? Classes { get; init; }

    /// <summary>
    /// Pictures of each drawing in the test set: itself, and seeded views of it (mirrored, shifted, turned, lit). Of styles, whose drawings were trained on: views alone.
    /// </summary>
    [Range(1, 1000)]
    public int TestViews { get; init; } = 1;

    /// <summary>Captions drawn for each training image.</summary>
    [Range(1, 1000)]
    public int CaptionsPerImage { get; init; } = 24;

    /// <summary>How captions are worded; null for the usual mix.</summary>
    [OmittedWhenNull]
    public EmojiCaptionMix? Captions { get; init; }

    /// <summary>Largest number of pairs in a concept's forget set.</summary>
    [Range(ConceptShards.SmallestForgetSet, 1_000_000)]
    public int ForgetPairs { get; init; } = 50;

    /// <summary>Number of pairs in the retain set.</summary>
    [Range(1, 10_000_000)]
    public int RetainPairs { get; init; } = 2000;
}
