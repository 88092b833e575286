using System.Diagnostics;

namespace Slug.Tests;

/// <summary>A folder of a test's own, gone when the test is.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>
    /// Held while a file is written that another process will run, and while a process is started: one that starts inherits what is open for writing
    /// until it has become its program, and Linux runs no file that is open for writing ('Text file busy').
    /// </summary>
    public static Lock Starting { get; } = new();

    public string Path { get; } = Directory.CreateTempSubdirectory("slug-test-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and the folders above it.</summary>
    public string Write(string relativePath, string text, bool executable = false)
    {
        var path = File(relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        lock (Starting)
            System.IO.File.WriteAllText(path, text);
        if (executable && !OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, System.IO.File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>The text of a file; empty where there is none.</summary>
    public string Read(string relativePath) => System.IO.File.Exists(File(relativePath)) ? System.IO.File.ReadAllText(File(relativePath)) : "";

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
