namespace Slug.Data.Laion;

/// <summary>How an image is brought to its size.</summary>
public enum ImageResizeMode
{
    /// <summary>The longer side becomes the size, and white borders make the image square (img2dataset's default, which the reference uses).</summary>
    Border,

    /// <summary>The shorter side becomes the size; nothing is added or cut off.</summary>
    ShorterSide,
}

/// <summary>How image addresses become webdataset shards. The defaults are those of the reference's call of img2dataset.</summary>
public sealed record ImageShardOptions
{
    /// <summary>The metadata's column of addresses; null finds the usual names (<c>URL</c>, <c>url</c>, <c>image_url</c> and such).</summary>
    public string? UrlColumn { get; init; }

    /// <summary>The metadata's column of captions; null finds the usual names (<c>TEXT</c>, <c>text</c>, <c>caption</c>, <c>alt_text</c> and such).</summary>
    public string? CaptionColumn { get; init; }

    /// <summary>Further columns to keep with each image; null keeps all that hold a text, number or truth value for each row and have no name that shards use themselves.</summary>
    public IReadOnlyList<string>? ExtraColumns { get; init; }

    /// <summary>Which rows are images to fetch, by their captions; null takes all. Shards and samples are numbered among the rows that are left.</summary>
    public CaptionFilter? Filter { get; init; }

    /// <summary>Rows of metadata that make a shard; those whose image fails leave a gap in its keys.</summary>
    public int SamplesPerShard { get; init; } = 10_000;

    /// <summary>The first shard to make: a shard is the same whichever others are made.</summary>
    public int FirstShard { get; init; }

    /// <summary>The most shards to make.</summary>
    public int Shards { get; init; } = int.MaxValue;

    /// <summary>The side of the images in pixels.</summary>
    public int ImageSize { get; init; } = 256;

    /// <summary>Which side that is.</summary>
    public ImageResizeMode Resize { get; init; } = ImageResizeMode.Border;

    /// <summary>The JPEG quality, 1 to 100.</summary>
    public int Quality { get; init; } = 95;

    /// <summary>Whether images are left out whose server asks so in <c>X-Robots-Tag</c>, see <see cref="OptOut"/>.</summary>
    public bool RespectOptOut { get; init; } = true;

    /// <summary>How the network is used; this leaves the images as they are.</summary>
    public CrawlOptions Crawl { get; init; } = new();
}
