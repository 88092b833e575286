using System.IO.Compression;
using System.Text;
using Slug.Models.Checkpoints.Torch;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>
/// A PyTorch checkpoint (<c>torch.save</c> of version 1.6 and later): a zip archive with a pickle that describes the tensors and one file of
/// numbers for each storage. The pickle is read by <see cref="PickleReader"/>, which runs nothing; numbers are read when a tensor is asked for.
/// A TorchScript archive (<c>torch.jit.save</c>, as OpenAI published CLIP) is the same with a program beside it: the program is not opened, and the
/// tensors of its modules are named as in their state_dict.
/// </summary>
public sealed class TorchFile : ICheckpointFile
{
    private const long MostPickleBytes = 256L << 20;

    // PyTorch packs no pickles. What a program packed is read, but a few bytes that claim megabytes take no memory.
    private const long SmallPickleBytes = 1 << 20;
    private const int MostUnpacked = 64;

    // Under which names training programs keep the weights among their other state.
    private static readonly string[] StateNames = ["state_dict", "model_state_dict", "model", "module", "net", "network", "weights", "params"];

    private readonly ZipArchive _archive;
    private readonly string _root;
    private readonly Dictionary<string, PickleTensor> _tensors;

    private TorchFile(string path, ZipArchive archive, string root, List<KeyValuePair<string, PickleTensor>> tensors, IReadOnlyList<string> leftOut)
    {
        Path = path;
        LeftOut = leftOut;
        _archive = archive;
        _root = root;
        _tensors = tensors.ToDictionary(StringComparer.Ordinal);
        Entries = [.. tensors.Select(t => new CheckpointEntry(t.Key, t.Value.Storage.Type.Type, t.Value.Shape))];
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>
    /// Opens a file and reads what tensors it holds. Where the weights are one entry of a training program's state (<c>state_dict</c>,
    /// <c>model_state_dict</c>, <c>model</c>, or another dictionary of tensors) they alone are taken, and the prefixes of wrappers are left off; averaged
    /// weights beside them are shown too, each set under its own name (see <see cref="WeightSets"/>).
    /// </summary>
    /// <exception cref="CheckpointException">It is no such file, is damaged, or holds something besides tensors and plain containers.</exception>
    public static TorchFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(path);
            var pickle = FindPickle(path, archive);
            var root = pickle.FullName[..^"data.pkl".Length];
            RequireLittleEndian(path, archive, root);
            var (tensors, leftOut) = TorchState.Find(PickleReader.Read(ReadAll(path, pickle)), StateNames);
            if (tensors.CountBy(t => t.Key).FirstOrDefault(name => name.Value > 1).Key is { } twice) throw new PickleFormatException($"it names the tensor '{twice}' twice.");
            var problems = tensors.Select(t => StorageProblem(archive, root, t.Key, t.Value)).OfType<string>().ToList();
            if (problems.Count > 0) throw new CheckpointException(path, problems);
            return new TorchFile(path, archive, root, tensors, leftOut);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or PickleFormatException)
        {
            archive?.Dispose();
            throw new CheckpointException(path, [failure is PickleFormatException
                ? $"the pickle is not read: {failure.Message}"
                : $"is no sound zip archive ({failure.Message}); was the download cut off?"]);
        }
        catch
        {
            archive?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Load(string name)
    {
        if (!_tensors.TryGetValue(name, out var source)) throw new CheckpointException(Path, [$"holds no tensor '{name}'."]);
        var tensor = empty(source.Shape.ToArray(), source.Storage.Type.Type);
        try
        {
            Fill(name, source, tensor);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _archive.Dispose();

    private void Fill(string name, PickleTensor source, Tensor tensor)
    {
        if (tensor.numel() == 0) return;
        var size = source.Storage.Type.Size;
        var last = source.Shape.Zip(source.Strides).Sum(axis => (axis.First - 1) * axis.Second);
        try
        {
            using var stream = _archive.GetEntry(_root + "data/" + source.Storage.Key)!.Open();
            Skip(stream, source.Offset * size);
            if (IsContiguous(source))
            {
                stream.ReadExactly(tensor.bytes);
                return;
            }

            var window = new byte[checked((last + 1) * size)];
            stream.ReadExactly(window);
            Gather(window, source, size, tensor.bytes);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException)
        {
            throw new CheckpointException(Path, [$"the data of '{name}' is damaged: {damaged.Message}"]);
        }
    }

    private static bool IsContiguous(PickleTensor tensor)
    {
        var expected = 1L;
        for (var axis = tensor.Shape.Count - 1; axis >= 0; axis--)
        {
            if (tensor.Shape[axis] != 1 && tensor.Strides[axis] != expected) return false;
            expected *= tensor.Shape[axis];
        }

        return true;
    }

    /// <summary>Copies the elements in the order of their indices, the last axis fastest.</summary>
    private static void Gather(ReadOnlySpan<byte> window, PickleTensor tensor, int size, Span<byte> target)
    {
        var index = new long[tensor.Shape.Count];
        for (var at = 0; at < target.Length; at += size)
        {
            var from = 0L;
            for (var axis = 0; axis < index.Length; axis++) from += index[axis] * tensor.Strides[axis];
            window.Slice(checked((int)(from * size)), size).CopyTo(target[at..]);
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == tensor.Shape[axis]; axis--) index[axis] = 0;
        }
    }

    private static void Skip(Stream stream, long bytes)
    {
        var buffer = new byte[(int)Math.Min(bytes, 1 << 16)];
        for (var left = bytes; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0) throw new EndOfStreamException("it ends before its storage does.");
            left -= read;
        }
    }

    private static ZipArchiveEntry FindPickle(string path, ZipArchive archive)
    {
        var pickles = archive.Entries.Where(e => e.Name == "data.pkl" && e.FullName.Count(c => c == '/') <= 1).ToList();
        if (pickles.Count != 1) throw new CheckpointException(path, [$"is a zip archive with {pickles.Count} files data.pkl; a PyTorch checkpoint has one."]);
        return pickles[0];
    }

    private static void RequireLittleEndian(string path, ZipArchive archive, string root)
    {
        if (archive.GetEntry(root + "byteorder") is not { } order) return;
        if (Encoding.ASCII.GetString(ReadAll(path, order)).Trim() != "little") throw new CheckpointException(path, ["was written on a big-endian machine, which is not read."]);
    }

    private static byte[] ReadAll(string path, ZipArchiveEntry entry)
    {
        if (entry.Length > MostPickleBytes) throw new CheckpointException(path, [$"'{entry.FullName}' has {entry.Length} bytes; at most {MostPickleBytes} are read."]);
        if (entry.Length > SmallPickleBytes && entry.Length / MostUnpacked > entry.CompressedLength)
            throw new CheckpointException(path, [$"'{entry.FullName}' claims {entry.Length} bytes, packed into {entry.CompressedLength}; no pickle packs so well."]);
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // PyTorch never packs its storages; a packed one could claim any size.
    private static string? StorageProblem(ZipArchive archive, string root, string name, PickleTensor tensor)
    {
        if (tensor.Storage.Type.Unread is { } unread) return $"'{name}' is of the type {unread}, which is not read.";
        var needed = tensor.Storage.Count * tensor.Storage.Type.Size;
        return archive.GetEntry(root + "data/" + tensor.Storage.Key) switch
        {
            null => $"the data of '{name}' ({root}data/{tensor.Storage.Key}) is missing.",
            { } entry when entry.CompressedLength != entry.Length => $"the data of '{name}' is packed, which PyTorch never does.",
            { } entry when entry.Length < needed => $"the data of '{name}' has {entry.Length} bytes; {needed} are needed.",
            _ => null,
        };
    }
}
