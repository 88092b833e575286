using System.Text;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Store;

/// <summary>
/// An experiment's memory of the last key of each of its steps: what 'the iterations were 10' is said against. It only ever
/// explains; losing it loses an explanation, not a result.
/// </summary>
public sealed class Ledger
{
    private readonly string _path;
    private readonly Func<string> _newPath;
    private readonly Dictionary<string, Digest> _last = new(StringComparer.Ordinal);
    private readonly int _outdated;

    /// <summary>Opens an experiment's ledger, reading what is there.</summary>
    /// <param name="path">Its file; made on the first <see cref="Set"/>.</param>
    /// <param name="newPath">Gives temporary paths on its file system.</param>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public Ledger(string path, Func<string> newPath)
    {
        _newPath = newPath;
        _path = path;
        var lines = StoreException.Guard(path, "read", () => File.Exists(path) ? File.ReadAllLines(path) : []);
        foreach (var line in lines)
        {
            if (line.Split(' ', 2) is [var key, var step] && Digest.TryParse(key, out var digest))
                _last[step] = digest;
        }
        _outdated = lines.Length - _last.Count;
    }

    /// <summary>Every step's last key.</summary>
    public IReadOnlyDictionary<string, Digest> Last => _last;

    /// <summary>The key that a step last had, or null when it never ran in this experiment.</summary>
    public Digest? Find(string step) => _last.TryGetValue(step, out var key) ? key : null;

    /// <summary>Notes a step's key.</summary>
    /// <exception cref="StoreException">The ledger cannot be written.</exception>
    public void Set(string step, Digest key)
    {
        if (Find(step) == key)
            return;
        _last[step] = key;
        StoreException.Guard(_path, "write", () =>
        {
            var root = Path.GetDirectoryName(Path.GetDirectoryName(_path)!)!;
            SharedModes.CreateFolder(root, Path.GetDirectoryName(_path)!);
            using var held = FileLock.Take(_path + ".lock");
            var tooLong = _outdated > 100 + (10 * _last.Count);
            if (tooLong)
                AtomicFile.Write(_path, _newPath(), Encoding.UTF8.GetBytes(string.Concat(_last.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Value} {l.Key}\n"))), durable: false);
            else
                File.AppendAllText(_path, $"{key} {step}\n");
            SharedModes.Share(root, _path);
        });
    }
}
