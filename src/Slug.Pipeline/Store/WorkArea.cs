using System.Globalization;
using Slug.Pipeline.Files;
using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Store;

/// <summary>
/// This process's temporary files in the cache folder, under a lock that dies with it: what a killed process left behind is known by its
/// free lock and swept by the next one.
/// </summary>
public sealed class WorkArea : IDisposable
{
    private const string LockSuffix = ".lock";

    private readonly string _folder;
    private readonly FileLock _alive;
    private int _counter;

    /// <summary>Claims a work area and sweeps those of dead processes.</summary>
    /// <exception cref="StoreException">The cache folder cannot be written.</exception>
    public WorkArea(CacheLayout layout)
    {
        (_folder, _alive) = StoreException.Guard(layout.Work, "write", () =>
        {
            Directory.CreateDirectory(layout.Work);
            Sweep(layout.Work);
            var name = AtomicFile.TemporaryName(Path.Combine(layout.Work, "p"));
            var alive = FileLock.TryTake(name + LockSuffix, deleteOnRelease: true)
                ?? throw new IOException("its lock, of a name just made up, is held by another");
            Directory.CreateDirectory(name);
            return (name, alive);
        });
    }

    /// <summary>A path in the work area where nothing is.</summary>
    public string NewPath() => Path.Combine(_folder, Interlocked.Increment(ref _counter).ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes a path in the work area, file or folder, if it is there.</summary>
    public static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }

    /// <summary>Removes the work area. What cannot be removed now is swept by the next process: it must not hide why this one ends.</summary>
    public void Dispose()
    {
        TryRemove(_folder);
        _alive.Dispose();
    }

    private static void Sweep(string work)
    {
        foreach (var lockFile in Directory.EnumerateFiles(work, "*" + LockSuffix))
        {
            using var dead = FileLock.TryTake(lockFile, deleteOnRelease: true);
            if (dead is not null)
                TryRemove(lockFile[..^LockSuffix.Length]);
        }
        // The lock comes before the folder and goes after it: a folder without one is nobody's.
        foreach (var folder in Directory.EnumerateDirectories(work).Where(f => !File.Exists(f + LockSuffix)))
            TryRemove(folder);
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            Remove(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
