using System.Globalization;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Store;

/// <summary>
/// This process's temporary files in the cache folder, under a lock that dies with it: what a killed process left behind is known by its
/// free lock and swept by the next one.
/// </summary>
public sealed class WorkArea : IDisposable
{
    private const string LockSuffix = ".lock", LeaseSuffix = ".keys";

    private readonly string _folder;
    private readonly FileLock _alive;
    private readonly string _root;
    private readonly string _gate;
    private readonly HashSet<Digest> _leased = [];
    private int _counter;

    /// <summary>Claims a work area and sweeps those of dead processes.</summary>
    /// <exception cref="StoreException">The cache folder cannot be written.</exception>
    public WorkArea(CacheLayout layout)
    {
        (_root, _gate) = (layout.Root, layout.Gate);
        (_folder, _alive) = StoreException.Guard(layout.Work, "write", () =>
        {
            SharedModes.CreateFolder(layout.Root, layout.Work);
            Sweep(layout.Work);
            string name;
            FileLock? alive;
            // Another process that sweeps may have found the lock's file before it was locked, and hold it for a moment.
            do
            {
                name = AtomicFile.TemporaryName(Path.Combine(layout.Work, "p"));
                alive = FileLock.TryTake(name + LockSuffix, deleteOnRelease: true);
            }
            while (alive is null);
            Directory.CreateDirectory(name);
            return (name, alive);
        });
    }

    /// <summary>A path in the work area where nothing is.</summary>
    public string NewPath() => Path.Combine(_folder, Interlocked.Increment(ref _counter).ToString(CultureInfo.InvariantCulture));

    /// <summary>Tells garbage collectors that this process uses the results of some actions, for as long as it lives.</summary>
    /// <param name="keys">The actions' keys.</param>
    /// <exception cref="StoreException">The lease cannot be written.</exception>
    public void Lease(params IEnumerable<Digest> keys)
    {
        var fresh = keys.Where(_leased.Add).ToList();
        if (fresh.Count == 0)
            return;
        StoreException.Guard(_folder + LeaseSuffix, "write", () =>
        {
            using var gate = FileLock.Take(_gate, shared: true);
            File.AppendAllText(_folder + LeaseSuffix, string.Concat(fresh.Select(k => $"{k}\n")));
            SharedModes.Share(_root, _folder + LeaseSuffix);
        });
    }

    /// <summary>The keys that living processes use.</summary>
    /// <exception cref="StoreException">The leases cannot be read.</exception>
    public static IReadOnlySet<Digest> Leases(CacheLayout layout) => StoreException.Guard(layout.Work, "read", () =>
    {
        var keys = new HashSet<Digest>();
        if (!Directory.Exists(layout.Work))
            return keys;
        foreach (var lease in Directory.EnumerateFiles(layout.Work, "*" + LeaseSuffix))
        {
            using var dead = FileLock.TryTake(lease[..^LeaseSuffix.Length] + LockSuffix, deleteOnRelease: true);
            if (dead is null)
                keys.UnionWith(File.ReadAllLines(lease).Where(l => Digest.TryParse(l, out _)).Select(Digest.Parse));
        }
        return keys;
    });

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
        TryRemove(_folder + LeaseSuffix);
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
        // The lock comes before folder and lease and goes after them: those without one are nobody's.
        foreach (var path in Directory.EnumerateFileSystemEntries(work))
        {
            var owner = path.EndsWith(LeaseSuffix, StringComparison.Ordinal) ? path[..^LeaseSuffix.Length] : path;
            if (!path.EndsWith(LockSuffix, StringComparison.Ordinal) && !File.Exists(owner + LockSuffix))
                TryRemove(path);
        }
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
