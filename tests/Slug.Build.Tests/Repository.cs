using System.Runtime.CompilerServices;

namespace Slug.Build.Tests;

/// <summary>Where this repository lies, wherever its build output went.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", ".."));

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
