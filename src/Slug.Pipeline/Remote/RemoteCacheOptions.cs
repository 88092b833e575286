using System.Net.Http.Headers;
using System.Text;

namespace Slug.Pipeline.Remote;

/// <summary>Where a remote cache is and how long it is waited for.</summary>
public sealed record RemoteCacheOptions
{
    /// <summary>The variable that holds <c>user:password</c> or <c>Bearer token</c>.</summary>
    public const string CredentialsVariable = "SLUG_REMOTE_CACHE_AUTH";

    /// <summary>The root; records are below <c>ac/</c>, objects below <c>cas/</c>.</summary>
    public required Uri Root { get; init; }

    /// <summary><c>user:password</c> or <c>Bearer token</c>; never printed. Null sends none.</summary>
    public string? Credentials { get; init; }

    /// <summary>The longest wait for a connection, for an answer to start, and the grace on top of <see cref="SlowestRate"/> for it to end.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second below which making a thing here is taken to be the better way.</summary>
    public double SlowestRate { get; init; } = 256 * 1024;

    /// <summary>Whether results made here are uploaded.</summary>
    public bool Upload { get; init; } = true;

    /// <summary>A remote cache with credentials from the environment.</summary>
    /// <param name="root">Its address.</param>
    public static RemoteCacheOptions FromEnvironment(Uri root) => new() { Root = root, Credentials = Environment.GetEnvironmentVariable(CredentialsVariable) };

    /// <summary>The address without a user's name or password, for messages.</summary>
    public string ShownRoot => new UriBuilder(Root) { UserName = "", Password = "" }.Uri.ToString();

    internal AuthenticationHeaderValue? Authorization()
    {
        var text = Credentials ?? (Root.UserInfo.Length > 0 ? Uri.UnescapeDataString(Root.UserInfo) : null);
        if (string.IsNullOrEmpty(text))
            return null;
        return text.StartsWith("Bearer ", StringComparison.Ordinal)
            ? new AuthenticationHeaderValue("Bearer", text["Bearer ".Length..])
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The options without the credentials.</summary>
    public override string ToString() => $"remote cache {ShownRoot}";
}
