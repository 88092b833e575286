namespace Slug.Data.Downloads;

/// <summary>A secret for some origins. It goes to no other host, whatever redirects say, and is in no message.</summary>
public sealed class BearerToken
{
    private readonly string _secret;
    private readonly Uri[] _origins;

    /// <param name="secret">The token.</param>
    /// <param name="origins">Scheme, host and port of the servers that may see it.</param>
    /// <exception cref="ArgumentException">The token is empty or holds characters that no header may hold. It is not quoted.</exception>
    public BearerToken(string secret, params IEnumerable<Uri> origins)
    {
        _secret = secret.Trim();
        if (_secret.Length == 0 || _secret.Any(letter => letter is <= ' ' or > '~'))
            throw new ArgumentException("The access token is empty or holds blanks or other characters that no token has.", nameof(secret));
        _origins = [.. origins];
    }

    /// <summary>The token for a request to that address, or null where it must not be sent.</summary>
    internal string? For(Uri address) => Array.Exists(_origins, origin => SameOrigin(origin, address)) ? _secret : null;

    /// <summary>Never the token.</summary>
    public override string ToString() => "(a token)";

    private static bool SameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);
}
