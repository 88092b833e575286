using System.Collections.Concurrent;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Maintenance;

/// <summary>
/// Rehashes everything in a store. What is damaged is moved aside, so that the steps that need it run again, and with it the record of every result
/// that may have been made from the damage.
/// </summary>
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
        ParallelWork.For(inventory.Objects.Count, cancellation, i =>
        {
            var found = inventory.Objects[i];
            if (workspace.Objects.Verify(found.Digest, cancellation) == ObjectState.Damaged)
                damaged.Add(found.Digest);
            progress?.Invoke(Interlocked.Add(ref done, found.Size), total);
        });
        foreach (var digest in damaged)
            workspace.Objects.MoveAside(digest);
        foreach (var key in inventory.DamagedRecords)
            workspace.Records.MoveAside(key);
        var derived = Derived(workspace, inventory, damaged.ToHashSet());
        foreach (var result in derived.Where(d => d.IsSetAside))
            workspace.Records.MoveAside(result.Key);
        var there = inventory.Objects.Select(o => o.Digest).Except(damaged).ToHashSet();
        var needed = Needed(workspace, inventory, there);
        var faults = inventory.DamagedRecords.Select(k => new StoreFault(ObjectState.Damaged, k, true, []))
            .Concat(damaged.Select(d => new StoreFault(ObjectState.Damaged, d, false, needed.GetValueOrDefault(d) ?? [])))
            .Concat(needed.Keys.Except(there).Except(damaged).Select(d => new StoreFault(ObjectState.Missing, d, false, needed[d])))
            .OrderBy(f => f.Name.ToString(), StringComparer.Ordinal);
        return new VerifyReport(inventory.Objects.Count, total, inventory.Records.Count + inventory.DamagedRecords.Count, [.. faults], derived);
    }

    // Results made from what was made from the damage need no search: their keys hold the content that they read, so that they count only
    // where the step before makes the very same bytes again.
    private static List<DerivedResult> Derived(Workspace workspace, StoreInventory inventory, HashSet<Digest> damaged)
    {
        bool IsDamaged(Content content) => damaged.Contains(content.Digest)
            || (content.Kind == ArtifactKind.Folder && damaged.Count > 0 && File.Exists(workspace.Layout.Object(content.Digest))
                && workspace.Artifacts.TryTree(content.Digest)?.Entries.Any(e => e.Digest is { } file && damaged.Contains(file)) == true);
        return [.. inventory.Records
            .Select(r => (Record: r, Input: r.Inputs.Where(i => IsDamaged(i.Value)).Select(i => i.Key).Order(StringComparer.Ordinal).FirstOrDefault()))
            .Where(r => r.Input is not null)
            .Select(r => new DerivedResult(r.Record.Name, r.Record.Key, r.Input!, !r.Record.InputsRead))
            .OrderBy(d => d.Name, StringComparer.Ordinal)];
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
                    var label = $"{record.Name} {name}";
                    var labels = needed.TryGetValue(part, out var known) ? known : needed[part] = [];
                    if (!labels.Contains(label))
                        labels.Add(label);
                }
            }
        }
        return needed;
    }
}
