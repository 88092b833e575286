using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Files;

/// <summary>Finds the digest of files and folders, hashing in parallel only what the memo does not know.</summary>
public sealed class ContentDigester(StatMemo memo)
{
    /// <summary>The content of a file or folder outside the store.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    /// <exception cref="IOException">It cannot be read, or keeps changing while it is read.</exception>
    public Content Read(string path, CancellationToken cancellation = default)
    {
        var stat = FileStat.TryRead(path) ?? throw new FileNotFoundException($"{path} does not exist.", path);
        return stat.IsDirectory
            ? new Content(ArtifactKind.Folder, ReadFolder(path, cancellation).Digest)
            : new Content(ArtifactKind.File, ReadFile(path, stat, cancellation));
    }

    /// <summary>The listing of a folder.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="IOException">Something in it cannot be read.</exception>
    public FolderTree ReadFolder(string path, CancellationToken cancellation = default)
    {
        var files = FolderWalk.List(path);
        var entries = new FolderTree.Entry[files.Length];
        var unknown = new List<int>();
        for (var i = 0; i < files.Length; i++)
        {
            var (name, stat) = files[i];
            var digest = stat.IsDirectory ? null : memo.Find(stat);
            entries[i] = new FolderTree.Entry(name, digest, stat.IsDirectory ? 0 : stat.Size);
            if (digest is null && !stat.IsDirectory)
                unknown.Add(i);
        }
        HashUnknown(path, files, entries, unknown, cancellation);
        return FolderTree.Create(entries);
    }

    private void HashUnknown(string root, FolderWalk.Entry[] files, FolderTree.Entry[] entries, List<int> unknown, CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(unknown, new ParallelOptions { CancellationToken = cancellation }, i =>
            {
                var digest = ReadFile($"{root}/{files[i].Path}", files[i].Stat, cancellation);
                entries[i] = entries[i] with { Digest = digest };
            });
        }
        catch (AggregateException failures)
        {
            // One unreadable file is the message; the others of the same folder would say the same again.
            throw failures.Flatten().InnerExceptions.OrderBy(e => e.Message, StringComparer.Ordinal).First();
        }
    }

    private Digest ReadFile(string path, FileStat stat, CancellationToken cancellation)
    {
        if (memo.Find(stat) is { } known)
            return known;
        var digest = FileHasher.Hash(path, cancellation);
        if (FileStat.TryRead(path) is not { } after || after.Size != stat.Size || after.Modified != stat.Modified)
            throw new IOException($"{path} was written to while it was read; run again when nothing writes to it.");
        memo.Add(after, digest);
        return digest;
    }
}
