namespace Slug.Data.Downloads;

/// <summary>What is particular about files on the Hugging Face hub.</summary>
public static class HuggingFace
{
    /// <summary>The environment variable with the user's access token.</summary>
    public const string TokenVariable = "HF_TOKEN";

    /// <summary>The environment variable with the address of a mirror of the hub, as the hub's own tools know it.</summary>
    public const string EndpointVariable = "HF_ENDPOINT";

    private static readonly Uri Hub = new("https://huggingface.co");

    /// <summary>The address of one file of a repository, on the mirror that <c>HF_ENDPOINT</c> names where it is set.</summary>
    /// <param name="repository">E.g. <c>openai/clip-vit-large-patch14</c>, or <c>datasets/owner/name</c>.</param>
    /// <param name="path">The file's path in the repository.</param>
    /// <param name="revision">A branch, a tag, or better a commit, which pins the content.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static Uri FileAddress(string repository, string path, string revision = "main", Func<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(repository);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return new Uri(Endpoint(environment), $"/{repository}/resolve/{Uri.EscapeDataString(revision)}/{escaped}");
    }

    /// <summary>The user's token, for the hub alone (and the mirror that <c>HF_ENDPOINT</c> names); null where none is set.</summary>
    /// <exception cref="DownloadException">The variable holds something that is no token.</exception>
    public static BearerToken? TokenFrom(Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        if (environment(TokenVariable) is not { Length: > 0 } secret)
            return null;
        try
        {
            return new BearerToken(secret, Hub, Endpoint(environment));
        }
        catch (ArgumentException refused)
        {
            throw new DownloadException($"The environment variable {TokenVariable} holds no access token: copy it again, without blanks.", refused);
        }
    }

    /// <summary>What to do when the hub refuses a file, or null for other servers.</summary>
    internal static string? AdviceFor(Uri address, bool tokenSent)
    {
        if (!string.Equals(address.IdnHost, Hub.IdnHost, StringComparison.OrdinalIgnoreCase))
            return null;
        var repository = string.Join('/', address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).TakeWhile(part => part != "resolve"));
        return tokenSent
            ? $"The token in {TokenVariable} does not open it: accept the licence at {Hub}{repository} with the account that the token belongs to."
            : $"It may be gated: accept the licence at {Hub}{repository}, and set {TokenVariable} to an access token of your account.";
    }

    private static Uri Endpoint(Func<string, string?>? environment)
    {
        var named = (environment ?? Environment.GetEnvironmentVariable)(EndpointVariable);
        if (named is not { Length: > 0 })
            return Hub;
        return Uri.TryCreate(named, UriKind.Absolute, out var mirror) && mirror.Scheme is "http" or "https"
            ? mirror
            : throw new DownloadException($"The environment variable {EndpointVariable} is '{named}', which is no http address.");
    }
}
