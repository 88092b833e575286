using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Store;

/// <summary>A fault found in a recorded output.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="State">Missing or damaged.</param>
/// <param name="Object">The object concerned: the file, a file of the folder, or the folder's listing.</param>
public sealed record OutputFault(string Output, ObjectState State, Digest Object);

/// <summary>Outputs of steps, files and folders alike, in and out of the store.</summary>
public sealed class ArtifactStore(ObjectStore objects, CacheLayout layout, Func<string> newPath)
{
    private readonly FolderCheckout _checkout = new(layout, objects);
    private readonly Dictionary<Digest, FolderTree> _trees = [];
    private readonly HashSet<Digest> _checked = [];

    /// <summary>Takes an output into the store.</summary>
    /// <param name="path">The file or folder; it is gone afterwards.</param>
    /// <param name="kind">What it has to be.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="StoreException">It cannot be stored.</exception>
    public RecordedOutput Adopt(string path, ArtifactKind kind, CancellationToken cancellation)
    {
        if (kind == ArtifactKind.File)
        {
            var (digest, size) = objects.Adopt(path, cancellation);
            objects.Flush([digest]);
            _checked.Add(digest);
            return new RecordedOutput(new Content(kind, digest), size, 1, 0);
        }
        var files = StoreException.Guard(path, "read", () => FolderWalk.List(path));
        var entries = new FolderTree.Entry[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var (name, stat) = files[i];
            if (stat.IsDirectory)
            {
                entries[i] = new FolderTree.Entry(name, null, 0);
                return;
            }
            var (digest, size) = objects.Adopt(Path.Combine(path, name), cancellation);
            entries[i] = new FolderTree.Entry(name, digest, size);
        });
        var tree = FolderTree.Create(entries);
        objects.Put(tree.Text, newPath());
        objects.Flush([tree.Digest, .. entries.Where(e => e.Digest is not null).Select(e => e.Digest!.Value).Distinct()]);
        _trees[tree.Digest] = tree;
        _checked.Add(tree.Digest);
        return new RecordedOutput(new Content(kind, tree.Digest), tree.TotalSize, entries.Count(e => e.Digest is not null), tree.Text.Length);
    }

    /// <summary>What is wrong with a record's outputs in the store; looked at once per process.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public IReadOnlyList<OutputFault> Check(ActionRecord record)
    {
        var faults = new List<OutputFault>();
        foreach (var (name, output) in record.Outputs.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            var digest = output.Content.Digest;
            if (_checked.Contains(digest))
                continue;
            var isFolder = output.Content.Kind == ArtifactKind.Folder;
            var state = objects.Check(digest, isFolder ? output.ListingSize : output.Size);
            if (state != ObjectState.Intact)
                faults.Add(new OutputFault(name, state, digest));
            else if (isFolder && FindFault(Tree(digest)) is { } fault)
                faults.Add(new OutputFault(name, fault.State, fault.Object));
            else
                _checked.Add(digest);
        }
        return faults;
    }

    /// <summary>The path of a stored artifact: the object itself, or a folder laid out from the listing.</summary>
    /// <exception cref="StoreException">It cannot be laid out.</exception>
    public string PathOf(Content content) => content.Kind == ArtifactKind.File
        ? objects.PathOf(content.Digest)
        : _checkout.Materialise(Tree(content.Digest), newPath());

    /// <summary>The listing of a stored folder.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public FolderTree Tree(Digest digest)
    {
        if (_trees.TryGetValue(digest, out var known))
            return known;
        var path = objects.PathOf(digest);
        var tree = StoreException.Guard(path, "read", () => FolderTree.Parse(File.ReadAllBytes(path)));
        return _trees[digest] = tree;
    }

    private (ObjectState State, Digest Object)? FindFault(FolderTree tree)
    {
        (ObjectState, Digest)? found = null;
        Parallel.ForEach(tree.Entries.Where(e => e.Digest is not null), (entry, loop) =>
        {
            var state = objects.Check(entry.Digest!.Value, entry.Size);
            if (state == ObjectState.Intact)
                return;
            lock (tree)
                found ??= (state, entry.Digest.Value);
            loop.Stop();
        });
        return found;
    }
}
