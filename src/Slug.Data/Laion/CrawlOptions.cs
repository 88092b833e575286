using Slug.Data.Downloads;

namespace Slug.Data.Laion;

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
