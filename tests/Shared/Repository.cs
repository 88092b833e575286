using System.Runtime.CompilerServices;

namespace Slug.Tests;

/// <summary>The repository that the tests were compiled from, wherever its build output went.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
