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
    public static Layout Find() =>
        new(Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory)
            ?? throw new DirectoryNotFoundException($"No folder above {Directory.GetCurrentDirectory()} holds {Marker}; change into the repository first."));

    /// <summary>
    /// The file or folder that the user means by a path: as seen from where build.sh was called, when it is there, else from the root.
    /// </summary>
    public string Resolve(string path)
    {
        var caller = Environment.GetEnvironmentVariable("SLUG_CALLER_DIRECTORY") ?? Directory.GetCurrentDirectory();
        var seen = Path.GetFullPath(path, caller);
        return Path.Exists(seen) ? seen : Path.GetFullPath(path, Root);
    }

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
