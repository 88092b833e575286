using System.Diagnostics;

namespace Slug.Experiments.Tests;

/// <summary>What keeps waiting for ever whoever opens it.</summary>
internal static class NamedPipe
{
    /// <summary>Makes one, in the place of whatever is there.</summary>
    public static async Task<string> MakeAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        using var made = Process.Start("mkfifo", [path]);
        await made.WaitForExitAsync();
        return path;
    }

    /// <summary>What a call gives within a minute; it fails where it waits for a pipe.</summary>
    public static Task<T> Within<T>(Func<T> call) => Task.Run(call).WaitAsync(TimeSpan.FromMinutes(1));
}
