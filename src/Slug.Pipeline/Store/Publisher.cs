using System.Globalization;
using System.Text;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Store;

/// <summary>
/// Shows outputs under an experiment's results folder: reflinks, hard links or copies of the stored objects, each put in place by a rename.
/// Remembers what it put there, so that a file which a newer result no longer has goes, and a file of the user's own stays.
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
    private readonly Dictionary<string, (string Owner, Digest Digest)> _published = new(StringComparer.Ordinal);

    // What this run has put in place or found right: a step's judge asks for the same files again, which are not read twice.
    private readonly Dictionary<string, Digest> _seen = new(StringComparer.Ordinal);

    /// <summary>Opens an experiment's results.</summary>
    /// <param name="layout">The store to publish from.</param>
    /// <param name="artifacts">The store's artifacts.</param>
    /// <param name="objects">The store's objects.</param>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="folder">Its results folder; made when something is published.</param>
    /// <param name="newPath">Gives temporary paths on the store's file system.</param>
    /// <param name="readUpTo">The longest file, in bytes, that is compared by its content; of a longer one a stat that is known is enough.</param>
    /// <exception cref="StoreException">The list of published files cannot be read, or what a killed run left cannot be removed.</exception>
    public Publisher(
        CacheLayout layout, ArtifactStore artifacts, ObjectStore objects, string experiment, string folder, Func<string> newPath, long readUpTo = long.MaxValue)
    {
        // The results may lie on another file system than the store, so they have a place for temporary files of their own.
        _parts = Path.Combine(folder, ".publishing");
        _newPath = newPath;
        (_artifacts, _objects, _readUpTo) = (artifacts, objects, readUpTo);
        (_folder, _root) = (folder, layout.Root);
        _list = layout.Published(experiment);
        foreach (var line in StoreException.Guard(_list, "read", () => File.Exists(_list) ? File.ReadAllLines(_list) : []))
        {
            if (line.Split('\t', 3) is [var digest, var owner, var path] && Digest.TryParse(digest, out var parsed) && FolderTree.IsSafe(path))
                _published[path] = (owner, parsed);
        }
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
        ParallelWork.For(unseen.Count, CancellationToken.None, i => isRight[i] = IsRight(Path.Combine(_folder, unseen[i].Path), unseen[i].Digest, unseen[i].Size));
        var wrong = unseen.Where((_, i) => !isRight[i]).ToList();
        if (wrong.Count > 0)
            StoreException.Guard(_list, "lock", () => Locked(() => PutAll(wrong)));
        foreach (var (path, digest, _) in unseen)
            _seen[path] = digest;
        var names = files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var gone = _published.Where(p => p.Value.Owner == owner && !names.Contains(p.Key)).ToList();
        foreach (var (path, was) in gone)
            RemoveIfOurs(path, was.Digest);
        Remember(owner, files, [.. gone.Select(g => g.Key)]);
        return wrong.Count;
    }

    /// <summary>
    /// Makes the results folder a picture of one plan, now that all of it is there: what other plans left goes; what others put or changed among the
    /// results is moved into a folder beside, named after the date. Files of the user's own beside table and report stay.
    /// </summary>
    /// <param name="owners">The outputs of the plan, as they were published.</param>
    /// <param name="now">The date.</param>
    /// <returns>The folder beside, or null when nothing had to be moved.</returns>
    /// <exception cref="StoreException">The results folder cannot be written.</exception>
    public string? Complete(IReadOnlySet<string> owners, DateTimeOffset now)
    {
        var gone = _published.Where(p => !owners.Contains(p.Value.Owner)).ToList();
        var folders = _published.Keys.Where(p => p.Contains('/')).Select(p => p[..p.IndexOf('/')]).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, was) in gone.Where(g => FolderTree.IsSafe(g.Key)))
            RemoveIfOurs(path, was.Digest);
        Remember("", [], [.. gone.Select(g => g.Key)]);
        var others = folders.Where(f => Directory.Exists(Path.Combine(_folder, f)))
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(_folder, f), "*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(_folder, f))
            .Concat(gone.Select(g => g.Key).Where(p => FolderTree.IsSafe(p) && File.Exists(Path.Combine(_folder, p))))
            .Distinct().Where(p => !_published.ContainsKey(p)).ToList();
        var aside = others.Count == 0 ? null : MoveAside(others, now);
        foreach (var folder in folders)
            RemoveEmpty(Path.Combine(_folder, folder));
        return aside;
    }

    private string MoveAside(List<string> paths, DateTimeOffset now)
    {
        var date = now.ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture);
        var aside = Enumerable.Range(1, int.MaxValue).Select(n => $"{_folder}.earlier-{date}{(n == 1 ? "" : $"-{n}")}").First(f => !Path.Exists(f));
        foreach (var path in paths)
        {
            StoreException.Guard(aside, "write", () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(aside, path))!);
                File.Move(Path.Combine(_folder, path), Path.Combine(aside, path));
            });
        }
        return aside;
    }

    private static void RemoveEmpty(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var below in Directory.GetDirectories(folder))
            RemoveEmpty(below);
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            StoreException.Guard(folder, "remove", () => Directory.Delete(folder));
    }

    private void PutAll(List<(string Path, Digest Digest, long Size)> files)
    {
        foreach (var (path, digest, _) in files)
        {
            if (_objects.Look(_objects.PathOf(digest), digest, null, Scrutiny.Bytes) != ObjectState.Intact)
                throw _artifacts.Lost(digest);
            var target = Path.Combine(_folder, path);
            StoreException.Guard(target, "write", () => Put(target, digest));
        }
        Directory.Delete(_parts, recursive: true);
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
        var text = string.Concat(_published.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Value.Digest}\t{p.Value.Owner}\t{p.Key}\n"));
        StoreException.Guard(_list, "write", () => Locked(() =>
        {
            AtomicFile.Write(_list, _newPath(), Encoding.UTF8.GetBytes(text), durable: false);
            SharedModes.Share(_root, _list);
        }));
    }

    private bool IsRight(string target, Digest digest, long size) => _objects.Look(target, digest, size, size > _readUpTo ? Scrutiny.Stat : Scrutiny.Bytes) == ObjectState.Intact;

    private void RemoveIfOurs(string published, Digest digest)
    {
        _seen.Remove(published);
        var path = Path.Combine(_folder, published);
        if (_objects.Look(path, digest, null, Scrutiny.Digest) == ObjectState.Intact)
            StoreException.Guard(path, "remove", () => File.Delete(path));
    }
}
