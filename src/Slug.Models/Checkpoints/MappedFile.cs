using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>
/// Numbers of a file in the address space of the process, through libtorch's own mapping: pages of the file are the tensor's memory, read when they are
/// looked at, written to in the process alone. The file's length is looked at before each tensor is handed out. A file that somebody cuts off while a
/// tensor of it is in use ends the process (SIGBUS, exit code 135): nothing in a process can read what is no longer there. What replaces files by
/// renaming, as this project, git and the hub's clients do, does not harm.
/// </summary>
internal sealed partial class MappedFile : IDisposable
{
    // Pages that were looked at count as the process's memory until they are unmapped.
    private const long MostPassing = 32L << 20;

    // Of one announcement Linux reads as much as its read-ahead of the disk, by default this, or as the disk takes at once, and leaves out the rest.
    private const long Piece = 128L << 10;

    // Of posix_fadvise: the range will be needed.
    private const int WillNeed = 3;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly ReadAheadWindow _window;
    private readonly Dictionary<ScalarType, Tensor> _kept = [];
    private (ScalarType Type, Tensor Numbers)? _passing;
    private long _passed;

    /// <summary>Prepares a file; nothing is mapped yet.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">The file, open for reading; stays the caller's.</param>
    public MappedFile(string path, FileStream file) => (_path, _file, _window) = (path, file, new ReadAheadWindow(file.Length));

    /// <summary>The file that is read when this one is at its end, so that the system reads on there; null for none.</summary>
    public MappedFile? Following { get; set; }

    /// <summary>Up to where the system was told to read.</summary>
    public long Told => _window.Told;

    /// <summary>Numbers that stay as long as the tensor does, also when this is disposed: flat, the file's memory.</summary>
    /// <returns>Null where the numbers begin at no multiple of their size.</returns>
    public Tensor? Keep(long start, long count, ScalarType type, int size, string name)
    {
        if (start % size != 0) return null;
        Require(start + (count * size), name);
        // Else whoever looks whether they are finite populates them, a piece at a time by all threads; and a fault reads a large page.
        if (!PagePopulation.IsSupported) Announce(start, count * size);
        if (!_kept.TryGetValue(type, out var numbers)) _kept[type] = numbers = Map(type, size);
        return numbers.narrow(0, start / size, count);
    }

    /// <summary>Numbers that are read on the spot and not kept: flat, the file's memory until the next call. Whoever reads them announces them, a tensor at a time.</summary>
    /// <returns>Null where the numbers begin at no multiple of their size.</returns>
    public Tensor? Pass(long start, long count, ScalarType type, int size, string name)
    {
        if (start % size != 0) return null;
        Require(start + (count * size), name);
        if (_passing?.Type != type || _passed > MostPassing) EndPass();
        _passing ??= (type, Map(type, size));
        _passed += count * size;
        return _passing.Value.Numbers.narrow(0, start / size, count);
    }

    /// <summary>Lets the system read the numbers, and ahead of them: page by page is slower than any disk, and a disk that waits until numbers were looked at is idle meanwhile.</summary>
    public void Announce(long start, long length) => Announce(_window.Next(start, length));

    /// <summary>Unmaps what nobody keeps.</summary>
    public void Dispose()
    {
        EndPass();
        foreach (var numbers in _kept.Values) numbers.Dispose();
        _kept.Clear();
    }

    private void EndPass()
    {
        _passing?.Numbers.Dispose();
        _passing = null;
        _passed = 0;
    }

    /// <summary>The whole file as numbers of one type: libtorch maps from the first byte on.</summary>
    private Tensor Map(ScalarType type, int size)
    {
        try
        {
            // Through the open file where that can be: its name may have come to mean another.
            var path = OperatingSystem.IsLinux() ? $"/proc/self/fd/{_file.SafeFileHandle.DangerousGetHandle()}" : _path;
            using var scope = NewDisposeScope();
            var numbers = from_file(path, shared: false, size: RandomAccess.GetLength(_file.SafeFileHandle) / size, dtype: type);
            PagePopulation.PreferLarge(Address(numbers.narrow(0, 0, 1)), numbers.shape[0] * size);
            return numbers.DetachFromDisposeScope();
        }
        catch (ExternalException e)
        {
            throw new CheckpointException(_path, [$"cannot be mapped into memory: {e.Message.Split('\n')[0]}"]);
        }
    }

    private static unsafe nint Address(Tensor numbers)
    {
        fixed (byte* first = numbers.bytes) return (nint)first;
    }

    private void Require(long end, string name)
    {
        if (RandomAccess.GetLength(_file.SafeFileHandle) < end) throw new CheckpointException(_path, [$"ends within '{name}'; it was cut off since it was opened."]);
    }

    private void Announce((long From, long To, long Beyond) range)
    {
        if (!OperatingSystem.IsLinux() || _file.SafeFileHandle.IsClosed) return;
        var file = (int)_file.SafeFileHandle.DangerousGetHandle();
        for (var at = range.From; at < range.To; at += Piece) _ = Advise(file, at, Math.Min(Piece, range.To - at), WillNeed);
        if (range.Beyond > 0 && Following is { } next) next.Announce(next._window.Follow(range.Beyond));
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int file, long start, long length, int advice);
}
