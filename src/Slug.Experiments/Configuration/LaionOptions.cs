using System.ComponentModel.DataAnnotations;
using Slug.Data.Laion;
using Slug.Data.WebDataset;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Configuration;

/// <summary>Where the pairs of forget sets come from.</summary>
public enum ForgetSource
{
    /// <summary>From all of the metadata: only the images whose caption names the concept are fetched.</summary>
    Named,

    /// <summary>From the shards, as in the reference, which fetches 95 million images for it.</summary>
    Shards,
}

/// <summary>Training data of images from the web, listed with their captions in parquet files as LAION publishes them (the paper's LAION-400M).</summary>
public sealed record LaionOptions
{
    /// <summary>The downloads that hold the parquet files, read as one table in this order.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Metadata { get; init; }

    /// <summary>
    /// The table's column of addresses; null finds the usual names, <c>URL</c>, <c>url</c>, <c>image_url</c> and such.
    /// </summary>
    [OmittedWhenNull, MinLength(1)]
    public string? UrlColumn { get; init; }

    /// <summary>The table's column of captions; null finds the usual names, <c>TEXT</c>, <c>text</c>, <c>caption</c>, <c>alt_text</c> and such.</summary>
    [OmittedWhenNull, MinLength(1)]
    public string? CaptionColumn { get; init; }

    /// <summary>Rows of the table that make a shard; rows whose image cannot be had leave a gap.</summary>
    [Range(1, 1_000_000)]
    public int SamplesPerShard { get; init; } = 10_000;

    /// <summary>
    /// Shards to make, from the table's first row on: the retain set is a sample of them, and with <c>forget: shards</c> the forget sets are cut
    /// out of them.
    /// </summary>
    [Range(1, 100_000)]
    public int Shards { get; init; } = 1;

    /// <summary>The side of the images in pixels.</summary>
    [Range(8, 4096)]
    public int ImageSize { get; init; } = 256;

    /// <summary><c>border</c> fits the longer side and adds white borders, <c>shorterSide</c> fits the shorter side.</summary>
    public ImageResizeMode Resize { get; init; } = ImageResizeMode.Border;

    /// <summary>The JPEG quality.</summary>
    [Range(1, 100)]
    public int Quality { get; init; } = 95;

    /// <summary>
    /// Whether an image is left out and counted whose server asks in <c>X-Robots-Tag</c> that it serve no machine learning (<c>noai</c>, <c>noimageai</c>) or no
    /// index (<c>noindex</c>, <c>noimageindex</c>), as img2dataset does.
    /// </summary>
    public bool RespectOptOut { get; init; } = true;

    /// <summary>How the network is used. In no key, for the images do not depend on it.</summary>
    public LaionCrawlOptions Crawl { get; init; } = new();

    /// <summary>
    /// The least share of the rows whose image must have come; below it the step fails, so that a dead network is not taken for dead links.
    /// It judges a crawl when it is made and is in no key. Of LAION's links about half are dead by now.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MinimumKept { get; init; } = 0.2;

    /// <summary>When a caption counts as naming a concept: <c>words</c> or <c>substring</c> (the reference's way).</summary>
    public CaptionMatchMode Match { get; init; } = CaptionMatchMode.Substring;

    /// <summary>
    /// Where forget sets come from: <c>named</c> searches the captions of all metadata and fetches only the images whose caption names the concept;
    /// <c>shards</c> searches the shards (the reference's way), of which a person needs thousands, being named by about one caption in 10,000.
    /// </summary>
    public ForgetSource Forget { get; init; } = ForgetSource.Named;

    /// <summary>
    /// With <c>forget: named</c>, the most rows that name a concept to fetch the images of, from the table's first row on. As many links are dead, it is
    /// more than <see cref="ForgetPairs"/>.
    /// </summary>
    [Range(ConceptShards.SmallestForgetSet, 1_000_000)]
    public int ForgetRows { get; init; } = 20_000;

    /// <summary>Largest number of pairs in a concept's forget set.</summary>
    [Range(ConceptShards.SmallestForgetSet, 10_000_000)]
    public int ForgetPairs { get; init; } = 10_000;

    /// <summary>Number of pairs in the retain set.</summary>
    [Range(1, 100_000_000)]
    public int RetainPairs { get; init; } = 10_000;

    /// <summary>How the shards are made.</summary>
    public ImageShardOptions ToShardOptions() => new()
    {
        UrlColumn = UrlColumn,
        CaptionColumn = CaptionColumn,
        SamplesPerShard = SamplesPerShard,
        Shards = Shards,
        ImageSize = ImageSize,
        Resize = Resize,
        Quality = Quality,
        RespectOptOut = RespectOptOut,
        Crawl = Crawl.ToCrawlOptions(),
    };
}
