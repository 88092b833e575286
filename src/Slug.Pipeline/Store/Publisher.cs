using System.Globalization;
using System.Text;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Store;

/// <summary>
/// Shows outputs under an experiment's results folder: reflinks, hard links or copies of the stored objects, each put in place by a rename.
/// Remembers what it put there, so that a file which a newer result no longer has goes, and what others put or changed in its place is moved into a folder beside,
/// named after the date. No link is followed, for what is behind it is not ours: but for results and the folders directly below them, which a user may keep on another disk.
/// </summary>
public sealed class Publisher
{
    private readonly ArtifactStore _artifacts;
    private readonly ObjectStore _objects;
    private readonly long _readUpTo;
    private readonly string _folder;
    private readonly string _list;
    private readonly string _root;
    private readonly string _parts;
    private readonly Func<string> _newPath;
    private readonly TimeProvider _clock;
    private readonly Action<string> _onMovedAside;
    private readonly Dictionary<string, (string Owner, Digest Digest)> _published = new(StringComparer.Ordinal);

    // What this run has put in place or found right: a step's judge asks for the same files again, which are not read twice.
    private readonly Dictionary<string, Digest> _seen = new(StringComparer.Ordinal);

    // The folder beside, once there is one, and what this run has moved there.
    private string? _aside;
    private readonly HashSet<string> _movedAside = new(StringComparer.Ordinal);

    /// <summary>Opens an experiment's results.</summary>
    /// <param name="layout">The store to publish from.</param>
    /// <param name="artifacts">The store's artifacts.</param>
    /// <param name="objects">The store's objects.</param>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="folder">Its results folder; made when something is published.</param>
    /// <param name="newPath">Gives temporary paths on the store's file system.</param>
    /// <param name="clock">Dates the folder beside.</param>
    /// <param name="onMovedAside">Told the folder beside when the first file has been moved there.</param>
    /// <param name="readUpTo">The longest file, in bytes, that is compared by its content; of a longer one a stat that is known is enough.</param>
    /// <exception cref="StoreException">The list of published files cannot be read, or what a killed run left cannot be removed.</exception>
    public Publisher(
        CacheLayout layout, ArtifactStore artifacts, ObjectStore objects, string experiment, string folder, Func<string> newPath, TimeProvider clock, Action<string> onMovedAside,
        long readUpTo = long.MaxValue)
    {
        // The results may lie on another file system than the store, so they have a place for temporary files of their own.
        _parts = Path.Combine(folder, ".publishing");
        (_newPath, _clock, _onMovedAside) = (newPath, clock, onMovedAside);
        (_artifacts, _objects, _readUpTo) = (artifacts, objects, readUpTo);
        (_folder, _root) = (folder, layout.Root);
        _list = layout.Published(experiment);
        ReadList();
        if (Directory.Exists(_parts))
            StoreException.Guard(_parts, "remove", () => Locked(() => Directory.Delete(_parts, recursive: true)));
    }

    /// <summary>Makes the results folder show an output, touching only what is not right already.</summary>
    /// <param name="owner">The output: <c>Unlearn/rocket update.safetensors</c>.</param>
    /// <param name="files">The files it shows by path relative to the results folder, each with its object.</param>
    /// <returns>How many files were put in place.</returns>
    /// <exception cref="StoreException">The results folder cannot be written.</exception>
    /// <exception cref="DamagedObjectException">An object to be shown is damaged or gone.</exception>
    public int Publish(string owner, IReadOnlyList<(string Path, Digest Digest, long Size)> files)
    {
        // What counts is what a user finds in the files: their bytes are compared, once a run, whatever their times say.
        var unseen = files.Where(f => !(_seen.TryGetValue(f.Path, out var seen) && seen == f.Digest)).ToList();
        var isRight = new bool[unseen.Count];
        ParallelWork.For(unseen.Count, CancellationToken.None, i => isRight[i] = IsRight(unseen[i].Path, unseen[i].Digest, unseen[i].Size));
        var wrong = unseen.Where((_, i) => !isRight[i]).ToList();
        var put = 0;
        if (wrong.Count > 0)
            StoreException.Guard(_list, "lock", () => Locked(() => put = PutAll(owner, wrong)));
        foreach (var (path, digest, _) in unseen)
            _seen[path] = digest;
        var names = files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var gone = _published.Where(p => p.Value.Owner == owner && !names.Contains(p.Key)).ToList();
        Withdraw(gone);
        Remember(owner, files, [.. gone.Select(g => g.Key)]);
        return put;
    }

    /// <summary>
    /// Makes the results folder a picture of one plan, now that all of it is there: what other plans left goes; what others put among the results is moved aside.
    /// Files of the user's own beside table and report stay, and those in a folder on another disk, which a link shows among the results.
    /// </summary>
    /// <param name="owners">The outputs of the plan, as they were published.</param>
    /// <returns>What other plans left and is gone now, by its path.</returns>
    /// <exception cref="StoreException">The results folder cannot be written.</exception>
    public IReadOnlyList<string> Complete(IReadOnlySet<string> owners)
    {
        var gone = _published.Where(p => !owners.Contains(p.Value.Owner)).ToList();
        var folders = _published.Keys.Select(p => FoldersTo(p).FirstOrDefault()).OfType<string>().Distinct(StringComparer.Ordinal).Select(f => new DirectoryInfo(Path.Combine(_folder, f))).ToList();
        Withdraw([.. gone.Where(g => FolderTree.IsSafe(g.Key))]);
        Remember("", [], [.. gone.Select(g => g.Key)]);
        var own = folders.Where(f => f is { Exists: true, LinkTarget: null }).ToList();
        if (own.SelectMany(Others).Any())
            StoreException.Guard(_list, "lock", () => Locked(() => own.SelectMany(Others).ToList().ForEach(MoveAside)));
        own.ForEach(RemoveEmpty);
        return [.. gone.Select(g => g.Key).Order(StringComparer.Ordinal)];

        IEnumerable<string> Others(DirectoryInfo folder) => StoreException.Guard(folder.FullName, "read", () => EntriesBelow(folder).ToList())
            .Select(f => Path.GetRelativePath(_folder, f)).Where(p => !_published.ContainsKey(p));
    }

    // The files and links below a folder: a link is an entry like a file, whatever it leads to.
    private static IEnumerable<string> EntriesBelow(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos().SelectMany(e => e is DirectoryInfo { LinkTarget: null } below ? EntriesBelow(below) : [e.FullName]);

    private static void RemoveEmpty(DirectoryInfo folder) => StoreException.Guard(folder.FullName, "remove", () =>
    {
        foreach (var below in folder.GetDirectories().Where(d => d.LinkTarget is null))
            RemoveEmpty(below);
        if (!folder.EnumerateFileSystemInfos().Any())
            folder.Delete();
    });

    private void MoveAside(string path)
    {
        // What is moved twice, or lies where a link went, gets a folder of its own: nothing there is written over, and nothing moved behind a link.
        var isNew = _aside is null || FoldersTo(path).Append(path).Any(_movedAside.Contains);
        if (isNew)
        {
            var name = $"{_folder}.earlier-{_clock.GetLocalNow().ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture)}";
            _aside = Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{n}")).First(f => !Path.Exists(f));
            _movedAside.Clear();
        }
        var (from, to) = (Path.Combine(_folder, path), Path.Combine(_aside!, path));
        StoreException.Guard(
            to,
            "write",
            () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                Move(from, to);
            },
            FullDisk.Move(_folder));
        _movedAside.Add(path);
        if (isNew)
            _onMovedAside(_aside!);
    }

    // A link itself, not what it leads to, which .NET would move or copy.
    private static void Move(string from, string to)
    {
        FileSystemInfo moved = Directory.Exists(from) ? new DirectoryInfo(from) : new FileInfo(from);
        if (moved.LinkTarget is not { } target)
        {
            File.Move(from, to);
            return;
        }
        if (moved is DirectoryInfo)
            Directory.CreateSymbolicLink(to, target);
        else
            File.CreateSymbolicLink(to, target);
        moved.Delete();
    }

    private int PutAll(string owner, List<(string Path, Digest Digest, long Size)> files)
    {
        // Another process that fills the folder with the same may have published since.
        ReadList();
        var wrong = files.Where(f => !IsRight(f.Path, f.Digest, f.Size)).ToList();
        foreach (var (path, digest, _) in wrong)
        {
            if (_objects.Look(_objects.PathOf(digest), digest, null, Scrutiny.Bytes) != ObjectState.Intact)
                throw _artifacts.Lost(digest);
            if ((InTheWay(path) ?? (IsForeign(path) ? path : null)) is { } foreign)
                MoveAside(foreign);
            var target = Path.Combine(_folder, path);
            StoreException.Guard(target, "write", () => Put(target, digest), FullDisk.Move(_folder));
            _published[path] = (owner, digest);
        }
        // Before another process finds files that the list does not know.
        if (wrong.Count > 0)
        {
            WriteList();
            Directory.Delete(_parts, recursive: true);
        }
        return wrong.Count;
    }

    // One process at a time publishes an experiment, or one would take the other's temporary files for a dead one's.
    private void Locked(Action action)
    {
        SharedModes.CreateFolder(_root, Path.GetDirectoryName(_list)!);
        using var held = FileLock.Take(_list + ".lock");
        action();
    }

    private void Put(string target, Digest digest)
    {
        if (Directory.Exists(target))
            throw new IOException("a folder is in the place of a result; remove it");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Directory.CreateDirectory(_parts);
        var temporary = Path.Combine(_parts, digest.ToString());
        File.Delete(temporary);
        try
        {
            var sum = _objects.Place(digest, source => FileLinks.CloneLinkOrCopy(source, temporary));
            // rename(2) between two names of one file does nothing and leaves the temporary name.
            File.Move(temporary, target, overwrite: true);
            if (sum is { } known)
                _objects.Remember(target, known);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private void Remember(string owner, IReadOnlyList<(string Path, Digest Digest, long Size)> files, HashSet<string> gone)
    {
        if (gone.Count == 0 && files.All(f => _published.TryGetValue(f.Path, out var known) && known == (owner, f.Digest)))
            return;
        foreach (var path in gone)
            _published.Remove(path);
        foreach (var (path, digest, _) in files)
            _published[path] = (owner, digest);
        StoreException.Guard(_list, "write", () => Locked(WriteList));
    }

    private void WriteList()
    {
        var text = string.Concat(_published.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Value.Digest}\t{p.Value.Owner}\t{p.Key}\n"));
        AtomicFile.Write(_list, _newPath(), Encoding.UTF8.GetBytes(text), durable: false);
        SharedModes.Share(_root, _list);
    }

    private void ReadList()
    {
        foreach (var line in StoreException.Guard(_list, "read", () => File.Exists(_list) ? File.ReadAllLines(_list) : []))
        {
            if (line.Split('\t', 3) is [var digest, var owner, var path] && Digest.TryParse(digest, out var parsed) && FolderTree.IsSafe(path))
                _published[path] = (owner, parsed);
        }
    }

    private bool IsRight(string path, Digest digest, long size) =>
        InTheWay(path) is null && Has(Path.Combine(_folder, path), digest, size, size > _readUpTo ? Scrutiny.Stat : Scrutiny.Bytes);

    private bool Has(string target, Digest digest, long? size, Scrutiny scrutiny)
    {
        try
        {
            return _objects.Look(target, digest, size, scrutiny) == ObjectState.Intact;
        }
        catch (StoreException) when (IsLink(target))
        {
            // It leads to itself.
            return false;
        }
    }

    // Whether something is in a result's place that was not published there. What nothing has touched since it was published costs a stat.
    private bool IsForeign(string path)
    {
        var target = Path.Combine(_folder, path);
        return IsLink(target) || (File.Exists(target) && !(_published.TryGetValue(path, out var was) && Has(target, was.Digest, null, Scrutiny.Stat)));
    }

    // What stands where a result's folder must be: a file, or a link, unless directly below the results.
    private string? InTheWay(string path) => FoldersTo(path).Where((folder, depth) =>
    {
        var full = Path.Combine(_folder, folder);
        return IsLink(full) ? depth > 0 : File.Exists(full);
    }).FirstOrDefault();

    // The outermost first.
    private static IEnumerable<string> FoldersTo(string path) => Enumerable.Range(0, path.Length).Where(i => path[i] == '/' || path[i] == Path.DirectorySeparatorChar).Select(i => path[..i]);

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private void Withdraw(List<KeyValuePair<string, (string Owner, Digest Digest)>> gone)
    {
        if (gone.Count > 0)
            StoreException.Guard(_list, "lock", () => Locked(() => gone.ForEach(g => Withdraw(g.Key, g.Value.Digest))));
    }

    private void Withdraw(string published, Digest digest)
    {
        _seen.Remove(published);
        var path = Path.Combine(_folder, published);
        if (InTheWay(published) is { } foreign)
            MoveAside(foreign);
        else if (IsLink(path) || (File.Exists(path) && !Has(path, digest, null, Scrutiny.Digest)))
            MoveAside(published);
        else if (File.Exists(path))
            StoreException.Guard(path, "remove", () => File.Delete(path));
    }
}
