using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Store;

/// <summary>Finds the digest of files and folders, hashing in parallel only what the memo does not know.</summary>
/// <param name="memo">The memo.</param>
/// <param name="stats">Where stats come from; null asks the system.</param>
public sealed class ContentDigester(StatMemo memo, IFileStats? stats = null)
{
    private readonly IFileStats _stats = stats ?? SystemFileStats.Instance;

    /// <summary>The content of a file or folder outside the store.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <param name="scrutiny">How closely files are looked at that the memo knows.</param>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    /// <exception cref="IOException">It cannot be read, or keeps changing while it is read.</exception>
    public Content Read(string path, CancellationToken cancellation = default, Scrutiny scrutiny = Scrutiny.Stat) => ReadSized(path, cancellation, scrutiny).Content;

    /// <summary>The content of a file or folder, and how many bytes it is.</summary>
    /// <inheritdoc cref="Read"/>
    public (Content Content, long Size) ReadSized(string path, CancellationToken cancellation = default, Scrutiny scrutiny = Scrutiny.Stat)
    {
        var stat = _stats.TryRead(path) ?? throw new FileNotFoundException($"{path} does not exist.", path);
        if (!stat.IsPlain)
            PlainFile.Ensure(path);
        if (!stat.IsDirectory)
            return (new Content(ArtifactKind.File, ReadFile(path, stat, scrutiny, cancellation)), stat.Size);
        var tree = ReadFolder(path, cancellation, scrutiny);
        return (new Content(ArtifactKind.Folder, tree.Digest), tree.TotalSize);
    }

    /// <summary>The listing of a folder.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <param name="scrutiny">How closely files are looked at that the memo knows.</param>
    /// <exception cref="IOException">Something in it cannot be read.</exception>
    public FolderTree ReadFolder(string path, CancellationToken cancellation = default, Scrutiny scrutiny = Scrutiny.Stat)
    {
        var files = FolderWalk.List(path, _stats);
        var entries = new FolderTree.Entry[files.Length];
        var unknown = new List<int>();
        for (var i = 0; i < files.Length; i++)
        {
            var (name, stat) = files[i];
            var digest = stat.IsDirectory || scrutiny > Scrutiny.Stat ? null : memo.Find(stat)?.Digest;
            entries[i] = new FolderTree.Entry(name, digest, stat.IsDirectory ? 0 : stat.Size);
            if (digest is null && !stat.IsDirectory)
                unknown.Add(i);
        }
        ParallelWork.For(unknown.Count, cancellation, i =>
        {
            var (name, stat) = files[unknown[i]];
            entries[unknown[i]] = entries[unknown[i]] with { Digest = ReadFile($"{path}/{name}", stat, scrutiny, cancellation) };
        });
        return FolderTree.Create(entries);
    }

    private Digest ReadFile(string path, FileStat stat, Scrutiny scrutiny, CancellationToken cancellation)
    {
        var known = memo.Find(stat);
        if (known is { } at && (scrutiny == Scrutiny.Stat || (scrutiny == Scrutiny.Bytes && FileHasher.Quick(path, cancellation) == at.Quick)))
            return at.Digest;
        var sum = FileHasher.Sum(path, cancellation);
        if (_stats.TryRead(path) is not { } after || after.Size != stat.Size || after.Modified != stat.Modified)
            throw new IOException($"{path} was written to while it was read; run again when nothing writes to it.");
        if (sum != known && !memo.Add(after, sum))
            memo.Forget(after);
        return sum.Digest;
    }
}
