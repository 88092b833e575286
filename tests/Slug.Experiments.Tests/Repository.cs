using System.Runtime.CompilerServices;

namespace Slug.Experiments.Tests;

/// <summary>The repository that the tests were compiled from.</summary>
internal static class Repository
{
    /// <summary>Its root, wherever the tests' binaries lie.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
