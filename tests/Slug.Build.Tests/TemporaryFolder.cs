namespace Slug.Build.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("slug-build-").FullName;

    /// <summary>Writes a file and the folders above it.</summary>
    public string Write(string relativePath, string text, bool executable = false)
    {
        var path = System.IO.Path.Combine(Path, relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (executable && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        return path;
    }

    public string Read(string relativePath)
    {
        var path = System.IO.Path.Combine(Path, relativePath);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
