using Slug.Data.Downloads;

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
    /// <summary>The metadata's column of addresses.</summary>
    public string UrlColumn { get; init; } = "URL";

    /// <summary>The metadata's column of captions.</summary>
    public string CaptionColumn { get; init; } = "TEXT";

    /// <summary>Further columns to keep with each image; null keeps all that hold texts, numbers or truth values.</summary>
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

    /// <summary>How the network is used; this leaves the images as they are.</summary>
    public CrawlOptions Crawl { get; init; } = new();
}

/// <summary>How the images are fetched.</summary>
public sealed record CrawlOptions
{
    /// <summary>Images under way at once.</summary>
    public int Concurrency { get; init; } = 128;

    /// <summary>Images under way at once from one host.</summary>
    public int PerHost { get; init; } = 8;

    /// <summary>Images decoded at once; 0 takes one per processor.</summary>
    public int Decoders { get; init; }

    /// <summary>Rows looked ahead, so that slow hosts do not hold up the others. Their finished images wait in memory, some 20 kB each.</summary>
    public int Window { get; init; } = 4096;

    /// <summary>Time for one try, from connecting to the last byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Larger bodies are given up.</summary>
    public int MaxBytes { get; init; } = 32 << 20;

    /// <summary>Further tries for answers that ask for them (429, 5xx). One image more or less matters little, so none by default.</summary>
    public int Retries { get; init; }

    /// <summary>How long to wait between tries.</summary>
    public BackoffOptions Backoff { get; init; } = new() { Longest = TimeSpan.FromSeconds(10) };

    /// <summary>
    /// Whether images may come from this machine and its private network. Never for metadata from others: an address in it could make this machine
    /// ask a service that trusts it.
    /// </summary>
    public bool AllowPrivateHosts { get; init; }

    /// <summary>What the crawler calls itself.</summary>
    public string UserAgent { get; init; } = "Mozilla/5.0 (compatible; slug; +https://arxiv.org/abs/2407.11867)";
}
