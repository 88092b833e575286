using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Maintenance;

/// <summary>An object that is in a store.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Stat">Its stat.</param>
internal readonly record struct StoredObject(Digest Digest, long Size, FileStat Stat);

/// <summary>Everything that is in a store, in the order of names.</summary>
internal sealed record StoreInventory(IReadOnlyList<StoredObject> Objects, IReadOnlyList<ActionRecord> Records, IReadOnlyList<Digest> DamagedRecords)
{
    /// <summary>Lists a store.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static StoreInventory Read(CacheLayout layout)
    {
        var objects = Files(layout.Objects).Select(f => new StoredObject(f.Name, f.Stat.Size, f.Stat)).ToList();
        var records = new List<ActionRecord>();
        var damaged = new List<Digest>();
        foreach (var (key, _) in Files(layout.Records))
        {
            var path = layout.Record(key);
            var record = RecordStore.Parse(StoreException.Guard(path, "read", () => File.ReadAllBytes(path)), key);
            if (record is null)
                damaged.Add(key);
            else
                records.Add(record);
        }
        return new StoreInventory(objects, records, damaged);
    }

    // Files that are not named by a digest are not ours to judge.
    private static IEnumerable<(Digest Name, FileStat Stat)> Files(string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var (path, stat) in StoreException.Guard(folder, "read", () => FolderWalk.List(folder)))
        {
            if (!stat.IsDirectory && path.Length == 65 && Digest.TryParse(path.Remove(2, 1), out var digest))
                yield return (digest, stat);
        }
    }
}
