namespace Slug.Build.Testing;

/// <summary>One test project.</summary>
/// <param name="Name">Its name, which is its folder's and its assembly's as well.</param>
/// <param name="ProjectFile">Its project file.</param>
/// <param name="Assembly">Where its build puts the assembly.</param>
internal sealed record TestProject(string Name, string ProjectFile, string Assembly)
{
    /// <summary>The project that builds all of them.</summary>
    public static string AllOf(Layout layout) => Path.Combine(layout.Root, "build", "Testing", "AllTests.csproj");

    /// <summary>The test projects of the repository, by name.</summary>
    public static IReadOnlyList<TestProject> Find(Layout layout) => Directory.EnumerateFiles(layout.Tests, "*.Tests.csproj", SearchOption.AllDirectories)
        .Select(file => (File: file, Name: Path.GetFileNameWithoutExtension(file)))
        .OrderBy(p => p.Name, StringComparer.Ordinal)
        .Select(p => new TestProject(p.Name, p.File, Path.Combine(layout.Artifacts, "bin", p.Name, "release", $"{p.Name}.dll")))
        .ToList();
}
