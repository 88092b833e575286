using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Execution;

/// <summary>
/// The store as one process sees it: opened once, shared by all engines of the process, so that 200 points of a sweep read the memo once
/// and hash a source file once.
/// </summary>
public sealed class Workspace : IDisposable
{
    private readonly Lazy<WorkArea> _work;
    private readonly Dictionary<string, (Content Content, long Size)> _sources = new(StringComparer.Ordinal);

    /// <summary>Opens a store; nothing is written until something runs.</summary>
    /// <param name="cacheFolder">The store's folder, made when needed.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="stats">Where stats of files come from; null asks the system.</param>
    public Workspace(string cacheFolder, TimeProvider clock, IFileStats? stats = null)
    {
        Layout = new CacheLayout(Path.GetFullPath(cacheFolder));
        _work = new Lazy<WorkArea>(() => new WorkArea(Layout));
        Memo = StoreException.Guard(Layout.Memo, "read", () => new StatMemo(Layout.Memo, clock, () => Work.NewPath()));
        Digester = new ContentDigester(Memo, stats);
        Objects = new ObjectStore(Layout, Memo, stats);
        Records = new RecordStore(Layout, () => Work.NewPath());
        Artifacts = new ArtifactStore(Objects, Layout, () => Work.NewPath());
    }

    /// <summary>Where things are.</summary>
    public CacheLayout Layout { get; }

    /// <summary>This process's temporary files; claimed on first use.</summary>
    internal WorkArea Work => _work.Value;

    internal StatMemo Memo { get; }

    internal ContentDigester Digester { get; }

    internal ObjectStore Objects { get; }

    internal RecordStore Records { get; }

    internal ArtifactStore Artifacts { get; }

    /// <summary>The content of a source file or folder, looked at once in this process.</summary>
    internal Content ReadSource(string path, CancellationToken cancellation = default) => Source(path, cancellation).Content;

    /// <summary>The bytes of a source file or folder.</summary>
    internal long SizeOfSource(string path) => Source(path, default).Size;

    /// <summary>Has a source looked at again, since it turned out to have other bytes than it was taken to have.</summary>
    internal void ForgetSource(string path) => _sources.Remove(path);

    private (Content Content, long Size) Source(string path, CancellationToken cancellation)
    {
        if (!_sources.TryGetValue(path, out var known))
            _sources[path] = known = Digester.ReadSized(path, cancellation);
        return known;
    }

    /// <summary>Removes the process's temporary files.</summary>
    public void Dispose()
    {
        if (_work.IsValueCreated)
            _work.Value.Dispose();
    }
}
