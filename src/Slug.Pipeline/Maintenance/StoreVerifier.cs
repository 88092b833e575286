using System.Collections.Concurrent;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Maintenance;

/// <summary>Rehashes everything in a store. What is damaged is moved aside, so that the steps that need it run again.</summary>
public static class StoreVerifier
{
    /// <summary>Verifies a store.</summary>
    /// <param name="workspace">The store.</param>
    /// <param name="progress">Told bytes hashed and bytes in all; may be called from several threads. Null for none.</param>
    /// <param name="cancellation">Stops between two objects.</param>
    /// <exception cref="StoreException">The store cannot be read, or a damaged file not be moved.</exception>
    public static VerifyReport Verify(Workspace workspace, Action<long, long>? progress = null, CancellationToken cancellation = default)
    {
        var inventory = StoreInventory.Read(workspace.Layout);
        var total = inventory.Objects.Sum(o => o.Size);
        var damaged = new ConcurrentBag<Digest>();
        long done = 0;
        try
        {
            Parallel.ForEach(inventory.Objects, new ParallelOptions { CancellationToken = cancellation }, found =>
            {
                if (workspace.Objects.Verify(found.Digest, cancellation) == ObjectState.Damaged)
                    damaged.Add(found.Digest);
                progress?.Invoke(Interlocked.Add(ref done, found.Size), total);
            });
        }
        catch (AggregateException failures) when (failures.Flatten().InnerExceptions[0] is StoreException first)
        {
            throw first;
        }
        foreach (var digest in damaged)
            workspace.Objects.MoveAside(digest);
        foreach (var key in inventory.DamagedRecords)
            workspace.Records.MoveAside(key);
        var there = inventory.Objects.Select(o => o.Digest).Except(damaged).ToHashSet();
        var needed = Needed(workspace, inventory, there);
        var faults = inventory.DamagedRecords.Select(k => new StoreFault(ObjectState.Damaged, k, true, []))
            .Concat(damaged.Select(d => new StoreFault(ObjectState.Damaged, d, false, needed.GetValueOrDefault(d) ?? [])))
            .Concat(needed.Keys.Except(there).Except(damaged).Select(d => new StoreFault(ObjectState.Missing, d, false, needed[d])))
            .OrderBy(f => f.Name.ToString(), StringComparer.Ordinal);
        return new VerifyReport(inventory.Objects.Count, total, inventory.Records.Count + inventory.DamagedRecords.Count, [.. faults]);
    }

    // Every object that some record needs, with the outputs that it is part of. A folder whose listing is lost needs just that.
    private static Dictionary<Digest, List<string>> Needed(Workspace workspace, StoreInventory inventory, HashSet<Digest> there)
    {
        var needed = new Dictionary<Digest, List<string>>();
        foreach (var record in inventory.Records)
        {
            foreach (var (name, output) in record.Outputs.OrderBy(o => o.Key, StringComparer.Ordinal))
            {
                var digest = output.Content.Digest;
                Note(digest);
                if (output.Content.Kind != ArtifactKind.Folder || !there.Contains(digest))
                    continue;
                foreach (var entry in workspace.Artifacts.Tree(digest).Entries)
                {
                    if (entry.Digest is { } file)
                        Note(file);
                }

                void Note(Digest part)
                {
                    var label = $"{(record.Subject is null ? record.Stage : $"{record.Stage}/{record.Subject}")} {name}";
                    var labels = needed.TryGetValue(part, out var known) ? known : needed[part] = [];
                    if (!labels.Contains(label))
                        labels.Add(label);
                }
            }
        }
        return needed;
    }
}
