using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Store;

/// <summary>What a look at a stored object finds.</summary>
public enum ObjectState
{
    /// <summary>It is there and its bytes are what its name says.</summary>
    Intact,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there with other bytes than its name says.</summary>
    Damaged,
}

/// <summary>Files by the digest of their bytes. Objects appear whole, by a rename, and are read-only from then on.</summary>
/// <param name="layout">Where they are.</param>
/// <param name="memo">Knows the stat under which an object was last found right.</param>
/// <param name="stats">Where stats come from; null asks the system.</param>
public sealed class ObjectStore(CacheLayout layout, StatMemo memo, IFileStats? stats = null)
{
    private const UnixFileMode ReadOnlyMode = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly IFileStats _stats = stats ?? SystemFileStats.Instance;

    /// <summary>The path of an object, there or not.</summary>
    public string PathOf(Digest digest) => layout.Object(digest);

    /// <summary>Looks at an object: a stat when nothing of it has changed since it was last found right, a hash when something has.</summary>
    /// <param name="digest">The object.</param>
    /// <param name="size">The length it must have.</param>
    /// <exception cref="StoreException">It cannot be examined.</exception>
    public ObjectState Check(Digest digest, long size) => Look(PathOf(digest), digest, size, Scrutiny.Stat);

    /// <summary>Hashes an object whatever its stat says.</summary>
    /// <param name="digest">The object.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public ObjectState Verify(Digest digest, CancellationToken cancellation = default) => Look(PathOf(digest), digest, size: null, Scrutiny.Digest, cancellation);

    /// <summary>Looks whether a file, an object or a further place of one, has the bytes that it should.</summary>
    /// <param name="path">The file.</param>
    /// <param name="digest">The digest that its bytes must have.</param>
    /// <param name="size">The length that it must have, or null for any.</param>
    /// <param name="scrutiny">How closely.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public ObjectState Look(string path, Digest digest, long? size, Scrutiny scrutiny, CancellationToken cancellation = default) => StoreException.Guard(path, "read", () =>
    {
        if (_stats.TryRead(path) is not { } stat)
            return ObjectState.Missing;
        if (stat.IsDirectory || !stat.IsPlain || (size is { } length && stat.Size != length))
            return ObjectState.Damaged;
        var known = memo.Find(stat);
        var isKnown = known?.Digest == digest;
        if (isKnown && (scrutiny == Scrutiny.Stat || (scrutiny == Scrutiny.Bytes && FileHasher.Quick(path, cancellation) == known!.Value.Quick)))
            return ObjectState.Intact;
        var sum = FileHasher.Sum(path, cancellation);
        if (sum.Digest != digest)
        {
            memo.Forget(stat);
            return ObjectState.Damaged;
        }
        if (known != sum)
            memo.Add(stat, sum);
        return ObjectState.Intact;
    });

    /// <summary>
    /// Takes a file into the store: hashes it, makes it read-only and renames it to its place. The file must be on the store's file
    /// system; it is gone afterwards. The data is not yet safe from a power cut: <see cref="Flush"/>.
    /// </summary>
    /// <param name="path">The file, of which nobody else writes.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <returns>Its digest and length.</returns>
    /// <exception cref="StoreException">It cannot be read or moved, or it changed while it was read.</exception>
    public (Digest Digest, long Size) Adopt(string path, CancellationToken cancellation = default) => StoreException.Guard(path, "store", () =>
    {
        path = DetachFromOthers(path);
        // Of what was just written the system's own stats are asked, whatever stands in for them elsewhere.
        var before = FileStat.TryRead(path) ?? throw new FileNotFoundException($"{path} vanished.");
        var sum = FileHasher.Sum(path, cancellation);
        var digest = sum.Digest;
        var after = FileStat.TryRead(path);
        if (after?.Modified != before.Modified || after?.Size != before.Size)
            throw new IOException("the file was written to after the step that made it had ended");
        var target = PathOf(digest);
        // The one that is there stays where it is right, for others have it open or linked; its bytes decide, for a good copy is at hand.
        if (Verify(digest, cancellation) == ObjectState.Intact)
        {
            File.Delete(path);
            return (digest, before.Size);
        }
        MoveAside(digest);
        SharedModes.CreateFolder(layout.Root, Path.GetDirectoryName(target)!);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, ReadOnlyMode);
        File.Move(path, target, overwrite: true);
        Remember(target, sum);
        return (digest, before.Size);
    });

    /// <summary>Takes a file into the store if its bytes are what they should be; removes it if not.</summary>
    /// <param name="expected">The digest that it must have.</param>
    /// <param name="path">The file, from whatever source.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <returns>Whether it was right.</returns>
    /// <exception cref="StoreException">It cannot be read or moved.</exception>
    public bool AdoptAs(Digest expected, string path, CancellationToken cancellation = default)
    {
        if (StoreException.Guard(path, "read", () => FileHasher.Hash(path, cancellation)) == expected)
            return Adopt(path, cancellation).Digest == expected;
        StoreException.Guard(path, "remove", () => File.Delete(path));
        return false;
    }

    /// <summary>Stores some bytes by way of a temporary file.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="temporary">A path on the store's file system where nothing is.</param>
    /// <exception cref="StoreException">They cannot be written.</exception>
    public Digest Put(byte[] content, string temporary)
    {
        StoreException.Guard(temporary, "write", () => File.WriteAllBytes(temporary, content));
        return Adopt(temporary).Digest;
    }

    /// <summary>
    /// Gives an object a further place. A hard link moves the object's change time, which would make it look touched: where it was known to be right
    /// before, it still is.
    /// </summary>
    /// <param name="digest">The object.</param>
    /// <param name="place">Makes the further place.</param>
    /// <returns>What is known of the object's bytes, or null where nothing is.</returns>
    internal FileSum? Place(Digest digest, Action<string> place)
    {
        var path = PathOf(digest);
        var known = _stats.TryRead(path) is { } before ? memo.Find(before) : null;
        place(path);
        if (known?.Digest != digest)
            return null;
        Remember(path, known.Value);
        return known;
    }

    /// <summary>Remembers a file that this process wrote or linked a moment ago.</summary>
    internal void Remember(string path, FileSum sum)
    {
        if (FileStat.TryRead(path) is { } stat)
            memo.AddOwn(stat, sum);
    }

    /// <summary>Puts objects on the disk, so that a record naming them may be written.</summary>
    /// <param name="digests">The objects.</param>
    /// <exception cref="StoreException">The disk refuses.</exception>
    public void Flush(IReadOnlyCollection<Digest> digests)
    {
        // One call for the whole file system is dearer than a few single ones and far cheaper than thousands.
        const int many = 64;
        if (digests.Count > many)
        {
            AtomicFile.SyncFileSystem(layout.Root);
            return;
        }
        foreach (var digest in digests)
        {
            StoreException.Guard(PathOf(digest), "write", () =>
            {
                using var file = File.OpenHandle(PathOf(digest), share: FileShare.ReadWrite | FileShare.Delete);
                RandomAccess.FlushToDisk(file);
            });
        }
        foreach (var folder in digests.Select(d => Path.GetDirectoryName(PathOf(d))!).Distinct())
            AtomicFile.SyncFolder(folder);
    }

    /// <summary>Moves a damaged object out of the way, so that it is never served; does nothing when there is none.</summary>
    /// <exception cref="StoreException">It cannot be moved.</exception>
    public void MoveAside(Digest digest)
    {
        var path = PathOf(digest);
        if (!File.Exists(path))
            return;
        StoreException.Guard(path, "move aside", () =>
        {
            SharedModes.CreateFolder(layout.Root, layout.Damaged);
            File.Move(path, Path.Combine(layout.Damaged, "cas-" + digest), overwrite: true);
        });
    }

    // A step may have linked an input into its output. Renaming that very file would touch what the link leads to.
    private static string DetachFromOthers(string path)
    {
        var isLink = new FileInfo(path).LinkTarget is not null;
        if (!isLink && FileStat.TryRead(path)?.Links is null or 1)
            return path;
        var copy = AtomicFile.TemporaryName(path);
        using (var from = File.OpenRead(path))
        using (var to = File.Create(copy))
            from.CopyTo(to);
        File.Delete(path);
        return copy;
    }
}
