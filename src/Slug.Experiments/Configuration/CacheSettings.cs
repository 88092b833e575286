using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Remote;

namespace Slug.Experiments.Configuration;

/// <summary>How far the cache on this machine is trusted, and the one beyond it.</summary>
public sealed record CacheSettings
{
    /// <summary>
    /// An HTTP cache that machines share, in the layout of Bazel's: <c>http://cache.lab:8080/slug/</c>; null for none. Credentials come
    /// from the environment variable <c>SLUG_REMOTE_CACHE_AUTH</c>.
    /// </summary>
    public string? Remote { get; init; }

    /// <summary>Whether results made here are sent there too.</summary>
    public bool Upload { get; init; } = true;

    /// <summary>
    /// The largest input of a step, and the longest published file, in GiB, whose bytes are hashed whenever they are used, so that damage is found which
    /// left size and times alone. Of what is larger, files that nothing seems to have touched since they were last found right are trusted;
    /// 0 trusts all of them. Hashing takes about a second a GiB and core, most of it while the step reads.
    /// </summary>
    [Range(0, 1 << 20)]
    public int ReadUpToGiB { get; init; } = (int)(EngineOptions.DefaultReadUpTo >> 30);

    /// <summary>How to reach the remote cache, or null when there is none.</summary>
    public RemoteCacheOptions? RemoteOptions => Remote is null ? null : RemoteCacheOptions.FromEnvironment(new Uri(Remote)) with { Upload = Upload };

    /// <summary>Checks the address. It may carry a password, so messages do not repeat it.</summary>
    internal void Check(ConfigOrigin origin, ICollection<ConfigProblem> problems)
    {
        if (Remote is null)
            return;
        if (!Uri.TryCreate(Remote, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            problems.Add(new ConfigProblem(origin, "cache.remote must be an address such as http://cache.lab:8080/slug/"));
        else if (uri.UserInfo.Length > 0)
            problems.Add(new ConfigProblem(origin, $"cache.remote carries a name or password, which would be tracked and printed with the config; put 'user:password' into the environment variable {RemoteCacheOptions.CredentialsVariable}"));
    }
}
