using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Slug.Data.Downloads;

/// <summary>
/// A file on its way: <c>name.part</c>, and beside it <c>name.part.json</c>, which says what of it is there and what version of the file it belongs to.
/// It gets its name when all of it was looked at, so a file under its own name is always whole.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private const int MostSegments = 1 << 12;

    private readonly string _target;
    private readonly long _checkpointBytes;
    private readonly SafeFileHandle _handle;
    private readonly Lock _gate = new();
    private long _sinceCheckpoint;

    private PartialFile(string target, long checkpointBytes)
    {
        _target = target;
        _checkpointBytes = checkpointBytes;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        try
        {
            // Shared with nobody: a second process that fetches the same file must not write into it.
            _handle = File.OpenHandle(PartPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous);
        }
        catch (IOException busy) when (File.Exists(PartPath))
        {
            throw new DownloadException($"{PartPath} cannot be opened ({busy.Message}); another process may be fetching it. Wait for that one.", busy);
        }
    }

    /// <summary>The runs that the file is made of, in order.</summary>
    public IReadOnlyList<FileSegment> Segments { get; private set; } = [];

    /// <summary>The file's size, or null where the server does not say.</summary>
    public long? Length { get; private set; }

    /// <summary>What the server calls this version of the file (a strong ETag, or a date), or null.</summary>
    public string? Validator { get; private set; }

    /// <summary>All that the server said of this version, in this run; null for what an earlier run left.</summary>
    public string? Mark { get; private set; }

    /// <summary>Whether the bytes came in several answers whose version the server did not name.</summary>
    public bool IsPatched { get; private set; }

    /// <summary>Bytes that are there.</summary>
    public long Done => Segments.Sum(segment => segment.Done);

    /// <summary>True when every byte is there.</summary>
    public bool IsWhole => Length is { } length && Done == length;

    private string PartPath => _target + ".part";

    private string StatePath => _target + ".part.json";

    /// <summary>Opens what an earlier run left, or an empty file.</summary>
    /// <exception cref="DownloadException">Another process has it open.</exception>
    public static PartialFile Open(string target, long checkpointBytes)
    {
        var file = new PartialFile(target, checkpointBytes);
        file.Restore();
        return file;
    }

    /// <summary>Forgets everything and begins a version of the file.</summary>
    public void Begin(long? length, string? validator, string? mark, long segmentBytes)
    {
        Reset();
        Mark = mark;
        Length = length;
        Validator = validator;
        Segments = length is { } known ? [.. Split(known, segmentBytes)] : [new FileSegment(0, long.MaxValue, 0)];
    }

    // The first request asks for one segment before the length is known. The others grow with the file, so that a server's word alone fills no memory.
    private static IEnumerable<FileSegment> Split(long length, long segmentBytes)
    {
        var others = Math.Max(segmentBytes, (length - segmentBytes + MostSegments - 2) / (MostSegments - 1));
        for (long start = 0, bytes = segmentBytes; start < length; start += bytes, bytes = others)
            yield return new FileSegment(start, Math.Min(bytes, length - start), 0);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        File.Delete(StatePath);
        RandomAccess.SetLength(_handle, 0);
        (Length, Validator, Mark, Segments, IsPatched) = (null, null, null, [], false);
    }

    /// <summary>Appends to a segment.</summary>
    public async Task WriteAsync(FileSegment segment, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await RandomAccess.WriteAsync(_handle, bytes, segment.Start + segment.Done, cancellation).ConfigureAwait(false);
        segment.Add(bytes.Length);
        if (Interlocked.Add(ref _sinceCheckpoint, bytes.Length) >= _checkpointBytes)
            Checkpoint();
    }

    /// <summary>Takes note that a further answer goes on with the file.</summary>
    public void GoesOn() => IsPatched |= Validator is null;

    /// <summary>Declares that a file of unknown length ended here.</summary>
    public void End() => Length = Done;

    /// <summary>Writes down what is there, after the bytes themselves are on the disk.</summary>
    public void Checkpoint()
    {
        if (Length is not { } length || Segments.Count == 0)
            return;
        lock (_gate)
        {
            Interlocked.Exchange(ref _sinceCheckpoint, 0);
            // Taken before the flush: what arrives meanwhile is not promised.
            var state = new PartialFileState(length, Validator, [.. Segments.Select(s => new SegmentState(s.Start, s.Length, s.Done))]);
            RandomAccess.FlushToDisk(_handle);
            File.WriteAllBytes(StatePath + ".new", JsonSerializer.SerializeToUtf8Bytes(state, PartialFileJson.Default.PartialFileState));
            File.Move(StatePath + ".new", StatePath, overwrite: true);
        }
    }

    /// <summary>Closes the file and hands over its path, which is not the final one, for a look at it.</summary>
    public string Close()
    {
        RandomAccess.FlushToDisk(_handle);
        _handle.Dispose();
        File.Delete(StatePath);
        return PartPath;
    }

    /// <summary>Closes the file; what is there stays for the next run where it is known what it is.</summary>
    public void Dispose()
    {
        if (_handle.IsClosed)
            return;
        Checkpoint();
        _handle.Dispose();
        if (!File.Exists(StatePath))
            File.Delete(PartPath);
    }

    private void Restore()
    {
        if (ReadState() is not { } state || RandomAccess.GetLength(_handle) < state.Segments.Where(s => s.Done > 0).Max(s => (long?)s.Start + s.Done))
            return;
        Length = state.Length;
        Validator = state.Validator;
        IsPatched = state.Validator is null;
        Segments = [.. state.Segments.Select(s => new FileSegment(s.Start, s.Length, s.Done))];
    }

    private PartialFileState? ReadState()
    {
        if (!File.Exists(StatePath))
            return null;
        try
        {
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(StatePath), PartialFileJson.Default.PartialFileState);
            return state?.IsSound == true ? state : null;
        }
        catch (JsonException)
        {
            // Written whole or not at all by us; whatever this is, fetching anew is right.
            return null;
        }
    }
}
