using Slug.Data.Downloads;

namespace Slug.Experiments.Configuration;

/// <summary>The addresses of files as configs write them.</summary>
internal static class DownloadAddress
{
    private const string Hub = "hf://";

    /// <summary>Whether a text is meant as an address, a wrong one perhaps, and not as a path or a name.</summary>
    public static bool LooksLikeOne(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>Whether the address has a form that can be fetched.</summary>
    public static bool IsKnown(string text)
    {
        if (text.StartsWith(Hub, StringComparison.Ordinal)) return OnHub(text) is not null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.IsFile || (address.Scheme is "http" or "https" && address.Host.Length > 0 && address.UserInfo.Length == 0));
    }

    /// <summary>The address, that of a file on the hub made a web address.</summary>
    /// <exception cref="FormatException">The form is not known.</exception>
    public static Uri Parse(string text)
    {
        if (!IsKnown(text)) throw new FormatException($"'{text}' is no address of a file.");
        return OnHub(text) is { } file ? HuggingFace.FileAddress(file.Repository, file.Path, file.Revision) : new Uri(text);
    }

    /// <summary><c>hf://owner/repository/path@revision</c>, the revision being <c>main</c> where it is left out.</summary>
    private static (string Repository, string Path, string Revision)? OnHub(string text)
    {
        if (!text.StartsWith(Hub, StringComparison.Ordinal)) return null;
        var at = text.LastIndexOf('@');
        var (place, revision) = at < 0 ? (text[Hub.Length..], "main") : (text[Hub.Length..at], text[(at + 1)..]);
        var parts = place.Split('/');
        var repository = parts[0] == "datasets" ? 3 : 2;
        return parts.Length > repository && parts.All(p => p.Length > 0 && p != "..") && revision.Length > 0
            ? (string.Join('/', parts.Take(repository)), string.Join('/', parts.Skip(repository)), revision)
            : null;
    }
}
