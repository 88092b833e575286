using System.Buffers.Binary;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Store;

/// <summary>
/// Remembers the sums of a file under its stat, so that an unchanged file costs a stat and not a hash. The file behind it is a
/// row of fixed-size entries: read in one go, appended to under a lock, compacted when most entries are outdated. A torn or damaged entry
/// fails its check and is passed over; losing the whole memo costs time, never correctness.
/// </summary>
public sealed class StatMemo
{
    /// <summary>
    /// A file written to less than this before it was looked at is not remembered: within one tick of the file system's clock (2 s
    /// on the coarsest, FAT) it could be written again and keep its stat. Git's index knows the same trap as 'racily clean'.
    /// </summary>
    public static readonly TimeSpan RacyWindow = TimeSpan.FromSeconds(2);

    private const int EntrySize = 88, CheckAt = 80, CompactAbove = 4096;

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Func<string> _newPath;
    private readonly Dictionary<(ulong Device, ulong Inode), Known> _known = [];
    private readonly List<(FileStat Stat, FileSum Sum)> _pending = [];
    private readonly Lock _gate = new();

    private readonly record struct Known(long Size, long Modified, long Changed, FileSum Sum);

    /// <summary>Opens the memo, reading what is there.</summary>
    /// <param name="path">The memo's file; made on the first <see cref="TrySave"/>.</param>
    /// <param name="clock">Tells how long ago a file was written.</param>
    /// <param name="newPath">Gives temporary paths on the memo's file system.</param>
    public StatMemo(string path, TimeProvider clock, Func<string> newPath)
    {
        _newPath = newPath;
        _path = path;
        _clock = clock;
        var bytes = ReadAll(path);
        _known.EnsureCapacity(bytes.Length / EntrySize);
        for (var at = 0; at + EntrySize <= bytes.Length; at += EntrySize)
            Adopt(bytes.AsSpan(at, EntrySize));
        OutdatedEntries = (bytes.Length / EntrySize) - _known.Count;
    }

    /// <summary>How many files are remembered.</summary>
    public int Count => _known.Count;

    /// <summary>How many entries of the file are superseded or damaged.</summary>
    public int OutdatedEntries { get; private set; }

    /// <summary>The sums of the file with this stat, if it is remembered and nothing of the stat has changed.</summary>
    public FileSum? Find(FileStat stat)
    {
        lock (_gate)
        {
            return _known.TryGetValue((stat.Device, stat.Inode), out var known)
                && known.Size == stat.Size && known.Modified == stat.Modified && known.Changed == stat.Changed ? known.Sum : null;
        }
    }

    /// <summary>Remembers a file's sums, unless the file was written to only just now.</summary>
    /// <param name="stat">The file's stat before it was hashed, and the same after.</param>
    /// <param name="sum">Its content's sums.</param>
    /// <returns>Whether it is remembered.</returns>
    public bool Add(FileStat stat, FileSum sum)
    {
        var now = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        if (now - Math.Max(stat.Modified, stat.Changed) < RacyWindow.Ticks * 100)
            return false;
        Note(stat, sum);
        return true;
    }

    /// <summary>
    /// Remembers a file that this process alone has just written, or given a further name, and that nobody is to write to: there is no need
    /// to wait until its time is past, unless the file system's clock is so coarse that others may write within the same tick.
    /// </summary>
    /// <param name="stat">The file's stat now.</param>
    /// <param name="sum">Its content's sums.</param>
    /// <returns>Whether it is remembered.</returns>
    public bool AddOwn(FileStat stat, FileSum sum)
    {
        const long second = 1_000_000_000;
        if (stat.Changed % second == 0)
            return Add(stat, sum);
        Note(stat, sum);
        return true;
    }

    /// <summary>Forgets a file whose bytes turned out to be others than its stat promised.</summary>
    /// <param name="stat">The file's stat.</param>
    public void Forget(FileStat stat)
    {
        // A digest of nothing that exists: appended to the file, it outdates what stands there.
        if (Find(stat) is not null)
            Note(stat with { Changed = 0, Modified = 0, Size = -1 }, default);
    }

    private void Note(FileStat stat, FileSum sum)
    {
        lock (_gate)
        {
            if (_known.ContainsKey((stat.Device, stat.Inode)))
                OutdatedEntries++;
            _known[(stat.Device, stat.Inode)] = new Known(stat.Size, stat.Modified, stat.Changed, sum);
            _pending.Add((stat, sum));
        }
    }

    /// <summary>Appends what is new to the file, unless it cannot be written: forgetting costs time only, and a look at a read-only cache must work.</summary>
    /// <returns>Whether everything known is on file.</returns>
    public bool TrySave()
    {
        try
        {
            Save();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreException)
        {
            return false;
        }
    }

    private void Save()
    {
        lock (_gate)
        {
            if (_pending.Count == 0)
                return;
            SharedModes.CreateFolder(Path.GetDirectoryName(_path)!, Path.GetDirectoryName(_path)!);
            using var held = FileLock.Take(_path + ".lock");
            if (_known.Count > CompactAbove && OutdatedEntries > _known.Count)
                Rewrite();
            else
                Append();
            SharedModes.Share(Path.GetDirectoryName(_path)!, _path);
            _pending.Clear();
        }
    }

    private void Append()
    {
        using var file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        // A writer that died in the middle of an entry left a stump; entries stay aligned by writing over it.
        var end = RandomAccess.GetLength(file) / EntrySize * EntrySize;
        var bytes = new byte[_pending.Count * EntrySize];
        for (var i = 0; i < _pending.Count; i++)
            Write(bytes.AsSpan(i * EntrySize, EntrySize), _pending[i].Stat, _pending[i].Sum);
        RandomAccess.Write(file, bytes, end);
    }

    private void Rewrite()
    {
        // What another process appended since this one read the file stays remembered.
        var pending = _pending.ToArray();
        var bytes = ReadAll(_path);
        for (var at = 0; at + EntrySize <= bytes.Length; at += EntrySize)
            Adopt(bytes.AsSpan(at, EntrySize));
        foreach (var (stat, sum) in pending)
            _known[(stat.Device, stat.Inode)] = new Known(stat.Size, stat.Modified, stat.Changed, sum);
        bytes = new byte[_known.Count * EntrySize];
        var entry = 0;
        foreach (var ((device, inode), known) in _known.OrderBy(k => k.Key))
            Write(bytes.AsSpan(EntrySize * entry++, EntrySize), new FileStat(device, inode, known.Size, known.Modified, known.Changed, false), known.Sum);
        AtomicFile.Write(_path, _newPath(), bytes, durable: false);
        OutdatedEntries = 0;
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : [];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private void Adopt(ReadOnlySpan<byte> entry)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(entry[CheckAt..]) != Check(entry))
            return;
        var key = (BinaryPrimitives.ReadUInt64LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]));
        _known[key] = new Known(
            BinaryPrimitives.ReadInt64LittleEndian(entry[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(entry[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(entry[32..]),
            new FileSum(new Digest(entry.Slice(40, Digest.Size)), BinaryPrimitives.ReadUInt64LittleEndian(entry[72..])));
    }

    private static void Write(Span<byte> entry, FileStat stat, FileSum sum)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry, stat.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], stat.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(entry[16..], stat.Size);
        BinaryPrimitives.WriteInt64LittleEndian(entry[24..], stat.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(entry[32..], stat.Changed);
        sum.Digest.CopyTo(entry.Slice(40, Digest.Size));
        BinaryPrimitives.WriteUInt64LittleEndian(entry[72..], sum.Quick);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[CheckAt..], Check(entry));
    }

    // FNV-1a over the words before it: it has to notice tears, not forgers.
    private static ulong Check(ReadOnlySpan<byte> entry)
    {
        var hash = 14695981039346656037ul;
        for (var at = 0; at < CheckAt; at += 8)
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(entry[at..])) * 1099511628211ul;
        return hash;
    }
}
