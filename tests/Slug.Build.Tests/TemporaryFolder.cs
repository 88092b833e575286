using System.Diagnostics;

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
        lock (Shell.Starting)
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

    public void Dispose() => Remove(Path);

    /// <summary>Deletes a folder, also while a process that was told to end still writes its last file there.</summary>
    public static void Remove(string folder)
    {
        var waited = Stopwatch.StartNew();
        while (Directory.Exists(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (waited.Elapsed < TimeSpan.FromMinutes(2))
            {
                Thread.Yield();
            }
        }
    }
}
