namespace Slug.Data.Downloads;

/// <summary>Looks programs up as a shell would.</summary>
internal static class Executables
{
    /// <summary>The first file of that name on PATH, or null.</summary>
    public static string? Find(string name)
    {
        // On Windows npm is a command file, and only the shell tries the endings by itself.
        string[] endings = OperatingSystem.IsWindows() ? [".cmd", ".exe", ".bat"] : [""];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return (from folder in folders
                from ending in endings
                let path = Path.Combine(folder, name + ending)
                where File.Exists(path)
                select path).FirstOrDefault();
    }
}
