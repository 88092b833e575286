using Slug.Pipeline.Execution;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Locks;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Maintenance;

/// <summary>
/// Collects garbage by mark and sweep. Roots are the results of the experiments given, those of their steps' last runs, and whatever
/// living processes use; everything else goes.
/// </summary>
public static class StoreCleaner
{
    /// <summary>Finds the garbage and removes it if asked to.</summary>
    /// <param name="workspace">The store.</param>
    /// <param name="roots">The experiments whose results stay, their engines opened on the same store.</param>
    /// <param name="apply">Whether to remove it.</param>
    /// <param name="cancellation">Stops while looking; a removal once begun is finished.</param>
    /// <exception cref="StoreException">The store cannot be read or written.</exception>
    public static CleanReport Clean(Workspace workspace, IEnumerable<Engine> roots, bool apply, CancellationToken cancellation = default)
    {
        var keys = roots.SelectMany(r => r.UsedKeys()).ToHashSet();
        cancellation.ThrowIfCancellationRequested();
        if (!apply)
            return Sweep(workspace, keys, apply: false);
        // Nobody stores an output or leases a key while the gate is shut: what is not marked now cannot come into use.
        using var gate = StoreException.Guard(workspace.Layout.Gate, "lock", () =>
        {
            Directory.CreateDirectory(workspace.Layout.Root);
            return FileLock.Take(workspace.Layout.Gate);
        });
        return Sweep(workspace, keys, apply: true);
    }

    private static CleanReport Sweep(Workspace workspace, HashSet<Digest> rootKeys, bool apply)
    {
        var layout = workspace.Layout;
        var inventory = StoreInventory.Read(layout);
        var leases = WorkArea.Leases(layout);
        var kept = inventory.Records.Where(r => rootKeys.Contains(r.Key) || leases.Contains(r.Key)).ToList();
        var garbage = inventory.Records.Except(kept).ToList();
        var marked = Mark(workspace, kept);
        var objects = inventory.Objects.Where(o => !marked.Contains(o.Digest)).ToList();
        var checkouts = Entries(layout.Checkouts).Where(p => !Digest.TryParse(Path.GetFileName(p), out var tree) || !marked.Contains(tree)).ToList();
        var damaged = Entries(layout.Damaged).ToList();
        var own = LinksInCheckouts(checkouts);
        var freed = objects.Where(o => o.Stat.Links <= 1 + own.GetValueOrDefault((o.Stat.Device, o.Stat.Inode))).Sum(o => o.Size);
        var report = new CleanReport(
            [.. garbage.GroupBy(r => r.Stage).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CleanedStage(g.Key, g.Count(), g.Sum(r => r.Outputs.Values.Sum(o => o.Size))))],
            garbage.Count,
            objects.Count,
            checkouts.Count,
            damaged.Count,
            freed + damaged.Sum(p => FileStat.TryRead(p)?.Size ?? 0),
            objects.Sum(o => o.Size) - freed,
            inventory.Objects.Count - objects.Count,
            apply);
        if (apply)
        {
            // Records first: one that names a removed object would be a lie, an object without a record is only waste.
            Remove(garbage.Select(r => layout.Record(r.Key)));
            Remove(checkouts);
            Remove(objects.Select(o => layout.Object(o.Digest)));
            Remove(damaged);
        }
        return report;
    }

    private static HashSet<Digest> Mark(Workspace workspace, List<ActionRecord> records)
    {
        var marked = new HashSet<Digest>();
        foreach (var output in records.SelectMany(r => r.Outputs.Values))
        {
            var isNew = marked.Add(output.Content.Digest);
            if (!isNew || output.Content.Kind != ArtifactKind.Folder || workspace.Artifacts.TryTree(output.Content.Digest) is not { } tree)
                continue;
            marked.UnionWith(tree.Entries.Where(e => e.Digest is not null).Select(e => e.Digest!.Value));
        }
        return marked;
    }

    private static Dictionary<(ulong, ulong), int> LinksInCheckouts(List<string> checkouts)
    {
        var links = new Dictionary<(ulong, ulong), int>();
        foreach (var (_, stat) in checkouts.SelectMany(c => StoreException.Guard(c, "read", () => FolderWalk.List(c))))
            links[(stat.Device, stat.Inode)] = links.GetValueOrDefault((stat.Device, stat.Inode)) + 1;
        return links;
    }

    private static IEnumerable<string> Entries(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal) : [];

    private static void Remove(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            StoreException.Guard(path, "remove", () => WorkArea.Remove(path));
    }
}
