using System.ComponentModel.DataAnnotations;
using Slug.Data.Downloads;
using Slug.Data.Laion;

namespace Slug.Experiments.Configuration;

/// <summary>How images are fetched from the web.</summary>
public sealed record LaionCrawlOptions
{
    /// <summary>Images under way at once.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; init; } = 128;

    /// <summary>Images under way at once from one host.</summary>
    [Range(1, 1000)]
    public int PerHost { get; init; } = 8;

    /// <summary>Seconds for one try, from connecting to the last byte.</summary>
    [Range(0.01, 3600)]
    public double TimeoutSeconds { get; init; } = 10;

    /// <summary>Further tries where the server asks to come back (429, 5xx).</summary>
    [Range(0, 100)]
    public int Retries { get; init; }

    /// <summary>The longest wait before such a try, in seconds.</summary>
    [Range(0.0, 3600)]
    public double LongestWaitSeconds { get; init; } = 10;

    /// <summary>
    /// Whether images may come from this machine and its private network. Never for metadata from others: an address in it could make
    /// this machine ask a service that trusts it.
    /// </summary>
    public bool AllowPrivateHosts { get; init; }

    /// <summary>The crawler's options.</summary>
    public CrawlOptions ToCrawlOptions() => new()
    {
        Concurrency = Concurrency,
        PerHost = PerHost,
        Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        Retries = Retries,
        Backoff = new BackoffOptions { Longest = TimeSpan.FromSeconds(LongestWaitSeconds) },
        AllowPrivateHosts = AllowPrivateHosts,
    };
}
