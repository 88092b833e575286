using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<Digest, FolderTree> _trees = [];
    private readonly ConcurrentDictionary<Digest, bool> _checked = [];

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
            _checked[digest] = true;
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
        _checked[tree.Digest] = true;
        return new RecordedOutput(new Content(kind, tree.Digest), tree.TotalSize, entries.Count(e => e.Digest is not null), tree.Text.Length);
    }

    /// <summary>What is wrong with a record's outputs in the store, as far as stats can tell; looked at once per process.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public IReadOnlyList<OutputFault> Check(ActionRecord record)
    {
        var faults = new List<OutputFault>();
        foreach (var (name, output) in record.Outputs.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            var digest = output.Content.Digest;
            if (_checked.ContainsKey(digest))
                continue;
            var isFolder = output.Content.Kind == ArtifactKind.Folder;
            var state = objects.Check(digest, isFolder ? output.ListingSize : output.Size);
            if (state != ObjectState.Intact)
                faults.Add(new OutputFault(name, state, digest));
            else if (isFolder && FindFault(digest) is { } fault)
                faults.Add(new OutputFault(name, fault.State, fault.Object));
            else
                _checked[digest] = true;
        }
        return faults;
    }

    /// <summary>The path of a stored artifact: the object itself, or a folder laid out from the listing. Its bytes are not looked at.</summary>
    /// <exception cref="StoreException">It cannot be laid out.</exception>
    /// <exception cref="DamagedObjectException">A folder's listing is damaged or gone.</exception>
    public string PathOf(Content content) => content.Kind == ArtifactKind.File
        ? objects.PathOf(content.Digest)
        : _checkout.Materialise(Tree(content.Digest), newPath());

    /// <summary>The path of a stored artifact whose bytes, where they are going to be read, have just been found right.</summary>
    /// <param name="content">The artifact.</param>
    /// <param name="scrutiny">How closely.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="StoreException">It cannot be read or laid out.</exception>
    /// <exception cref="DamagedObjectException">An object of it is damaged or gone.</exception>
    public string Open(Content content, Scrutiny scrutiny = Scrutiny.Bytes, CancellationToken cancellation = default)
    {
        var path = PathOf(content);
        if (FindWrong(content, path, scrutiny, cancellation) is not { } wrong)
            return path;
        // A laid-out folder may hold a copy of its own that went bad beside a good object: it goes, and the next to ask gets a new one.
        if (content.Kind == ArtifactKind.File || objects.Verify(wrong, cancellation) != ObjectState.Intact)
            throw Lost(wrong);
        _checkout.Discard(content.Digest, newPath());
        throw new DamagedObjectException(wrong);
    }

    /// <summary>The listing of a stored folder.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    /// <exception cref="DamagedObjectException">It is damaged or gone.</exception>
    public FolderTree Tree(Digest digest) => TryTree(digest) ?? throw Lost(digest);

    /// <summary>The listing of a stored folder, or null where it is damaged or gone.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public FolderTree? TryTree(Digest digest)
    {
        if (_trees.TryGetValue(digest, out var known))
            return known;
        var path = objects.PathOf(digest);
        var bytes = StoreException.Guard(path, "read", () => File.Exists(path) ? File.ReadAllBytes(path) : []);
        return Digest.Of(bytes) == digest ? _trees[digest] = FolderTree.Parse(bytes) : null;
    }

    /// <summary>Moves a damaged object aside and forgets what was known of all others: a disk that loses one is looked at anew.</summary>
    /// <param name="digest">The object.</param>
    /// <returns>The exception to throw.</returns>
    public DamagedObjectException Lost(Digest digest)
    {
        objects.MoveAside(digest);
        _checked.Clear();
        return new DamagedObjectException(digest);
    }

    private Digest? FindWrong(Content content, string path, Scrutiny scrutiny, CancellationToken cancellation)
    {
        if (content.Kind == ArtifactKind.File)
            return objects.Look(path, content.Digest, null, scrutiny, cancellation) == ObjectState.Intact ? null : content.Digest;
        return First(Tree(content.Digest), cancellation, e => objects.Look(Path.Combine(path, e.Path), e.Digest!.Value, e.Size, scrutiny, cancellation))?.Object;
    }

    private (ObjectState State, Digest Object)? FindFault(Digest digest) => TryTree(digest) is not { } tree
        ? (ObjectState.Damaged, digest)
        : First(tree, CancellationToken.None, e => objects.Check(e.Digest!.Value, e.Size));

    private static (ObjectState State, Digest Object)? First(FolderTree tree, CancellationToken cancellation, Func<FolderTree.Entry, ObjectState> look)
    {
        (ObjectState, Digest)? found = null;
        ParallelWork.For(tree.Entries.Count, cancellation, i =>
        {
            if (found is not null || tree.Entries[i].Digest is not { } digest)
                return;
            var state = look(tree.Entries[i]);
            if (state == ObjectState.Intact)
                return;
            lock (tree)
                found ??= (state, digest);
        });
        return found;
    }
}
