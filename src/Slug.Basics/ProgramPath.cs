namespace Slug.Basics;

/// <summary>Looks programs up as a shell would.</summary>
public static class ProgramPath
{
    /// <summary>The first file of that name in the folders of <c>PATH</c>, or null.</summary>
    /// <param name="name">The program's name, without an ending.</param>
    public static string? Find(string name)
    {
        // On Windows only the shell tries the endings by itself.
        string[] endings = OperatingSystem.IsWindows() ? [".cmd", ".exe", ".bat"] : [""];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return (from folder in folders
                from ending in endings
                let path = Path.Combine(folder, name + ending)
                where File.Exists(path)
                select path).FirstOrDefault();
    }
}
