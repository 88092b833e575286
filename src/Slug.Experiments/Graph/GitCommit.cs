namespace Slug.Experiments.Graph;

/// <summary>The checked-out commit, read from git's own files: starting git would cost more than the rest of a fresh run.</summary>
public static class GitCommit
{
    private const string Link = "gitdir: ", Reference = "ref: ";

    /// <summary>The commit's hash, or null where the folder is no checkout or has no commit yet.</summary>
    /// <param name="root">The root of a checkout or of one of its further work trees.</param>
    public static string? Of(string root)
    {
        var folder = Path.Combine(root, ".git");
        // In a further work tree it is a file that names its own folder, and that names the one that all share.
        if (ReadText(folder) is { } link && link.StartsWith(Link, StringComparison.Ordinal)) folder = Path.GetFullPath(link[Link.Length..], root);
        if (ReadText(Path.Combine(folder, "HEAD")) is not { } head) return null;
        if (!head.StartsWith(Reference, StringComparison.Ordinal)) return head;
        var name = head[Reference.Length..];
        var shared = ReadText(Path.Combine(folder, "commondir")) is { } common ? Path.GetFullPath(common, folder) : folder;
        return ReadText(Path.Combine(shared, name)) ?? Packed(Path.Combine(shared, "packed-refs"), name);
    }

    private static string? Packed(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.EndsWith(' ' + name, StringComparison.Ordinal))?.Split(' ')[0]
        : null;

    private static string? ReadText(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;
}
