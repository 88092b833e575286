namespace Slug.Build;

/// <summary>The repository's folders.</summary>
/// <param name="Root">The repository's root.</param>
public sealed record Layout(string Root)
{
    private const string Marker = "build/Build.csproj";

    /// <summary>Where build output goes: <c>artifacts/</c>, or the folder that SLUG_ARTIFACTS names.</summary>
    public string Artifacts => Environment.GetEnvironmentVariable("SLUG_ARTIFACTS") is { Length: > 0 } elsewhere
        ? elsewhere
        : Path.Combine(Root, "artifacts");

    /// <summary>Where the test projects lie.</summary>
    public string Tests => Path.Combine(Root, "tests");

    /// <summary>The repository around the current directory, or else the one around the program.</summary>
    /// <exception cref="DirectoryNotFoundException">There is neither.</exception>
    public static Layout Find() => Find(Directory.GetCurrentDirectory(), AppContext.BaseDirectory);

    /// <summary>The repository around the first of some folders that lies in one.</summary>
    /// <param name="folders">The folders.</param>
    internal static Layout Find(params string[] folders) => new(folders.Select(Above).FirstOrDefault(root => root is not null)
        ?? throw new DirectoryNotFoundException($"No folder above {folders[0]} holds {Marker}; change into the repository first."));

    /// <summary>
    /// The file or folder that the user means by a path: as seen from where build.sh was called, when it is there, else from the root.
    /// </summary>
    public string Resolve(string path)
    {
        var caller = Environment.GetEnvironmentVariable("SLUG_CALLER_DIRECTORY") ?? Directory.GetCurrentDirectory();
        var seen = Path.GetFullPath(path, caller);
        return Path.Exists(seen) ? seen : Path.GetFullPath(path, Root);
    }

    /// <summary>A path as it is shown to the user: relative where it lies below the current directory.</summary>
    public static string Shown(string path) =>
        Path.GetRelativePath(Directory.GetCurrentDirectory(), path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;

    private static string? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, Marker)))
                return at.FullName;
        }
        return null;
    }
}
