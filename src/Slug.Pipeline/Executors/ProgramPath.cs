namespace Slug.Pipeline.Executors;

/// <summary>Looks for programs as a shell does.</summary>
public static class ProgramPath
{
    /// <summary>The path of a program in one of the folders of <c>PATH</c>, or null.</summary>
    /// <param name="name">The program's name.</param>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
