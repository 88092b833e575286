using System.Globalization;

namespace Slug.Pipeline.Files;

/// <summary>Writes small files so that a reader, or whoever comes after a crash, sees the old content or the new one, never a part.</summary>
public static class AtomicFile
{
    private static long _counter;

    /// <summary>Writes a temporary file, then renames it over.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="temporary">A path on the same file system where nothing is, in a place that is swept after a crash.</param>
    /// <param name="content">The new content.</param>
    /// <param name="durable">Whether the content must be on the disk before the name points to it.</param>
    /// <exception cref="IOException">The file cannot be written; nothing is left behind.</exception>
    public static void Write(string path, string temporary, ReadOnlySpan<byte> content, bool durable)
    {
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read))
            {
                RandomAccess.Write(file, content, 0);
                if (durable)
                    RandomAccess.FlushToDisk(file);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        if (durable)
            SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>A name beside a file that no other thread or process uses, recognisable as left over by a crash.</summary>
    /// <param name="path">The file to be replaced.</param>
    public static string TemporaryName(string path) => string.Create(
        CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}-{Environment.TickCount64:x}-{Interlocked.Increment(ref _counter)}.tmp");

    /// <summary>Puts a folder's names on the disk.</summary>
    /// <param name="folder">The folder.</param>
    public static void SyncFolder(string folder) => Sync(folder, static d => NativeMethods.Sync(d));

    /// <summary>Puts all pending data of the file system that holds a folder on its disk: one call for many files.</summary>
    /// <param name="folder">A folder on the file system.</param>
    public static void SyncFileSystem(string folder) => Sync(folder, static d => NativeMethods.SyncFileSystem(d));

    private static void Sync(string folder, Func<int, int> sync)
    {
        if (!NativeMethods.Available)
            return;
        var descriptor = NativeMethods.Open(folder, NativeMethods.DirectoryFlags, 0);
        if (descriptor < 0)
            return;
        _ = sync(descriptor);
        _ = NativeMethods.Close(descriptor);
    }
}
