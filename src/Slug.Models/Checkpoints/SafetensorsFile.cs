using TorchSharp;

namespace Slug.Models.Checkpoints;

/// <summary>
/// A safetensors file opened for reading. The data stays in the file until a tensor is asked for, so opening a checkpoint of gigabytes costs
/// its header. Its numbers are mapped into memory
/// (<see cref="MappedFile"/>) and go from there straight to their device and type, or stay there.
/// </summary>
public sealed class SafetensorsFile : ICheckpointFile
{
    // What is read at a time: large enough for the disk, small enough for a buffer, and its bytes fit a span.
    private const long PieceElements = 8 << 20;

    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly FileStream _file;
    private readonly MappedFile _mapped;

    private SafetensorsFile(string path, SafetensorsHeader header, FileStream file)
    {
        Path = path;
        Header = header;
        _file = file;
        _mapped = new MappedFile(path, file);
        _entries = header.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        Entries = [.. header.Entries.Select(e => new CheckpointEntry(e.Name, e.Type, e.Shape))];
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>What the file holds.</summary>
    public SafetensorsHeader Header { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <summary>Says which file is read after this one, as of shards: the system reads on there.</summary>
    internal void FollowedBy(SafetensorsFile next) => _mapped.Following = next._mapped;

    /// <summary>Up to which byte the system was told to read.</summary>
    internal long Told => _mapped.Told;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="CheckpointException">The file is not a well-formed safetensors file; every problem is listed.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        try
        {
            var header = SafetensorsHeader.Read(file, path);
            return new SafetensorsFile(path, header, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads every tensor of a file, by name. The caller disposes them.</summary>
    public static Dictionary<string, torch.Tensor> LoadAll(string path, torch.Device? device = null)
    {
        using var file = Open(path);
        return file.Header.Entries.ToDictionary(e => e.Name, e => file.Load(e.Name, device), StringComparer.Ordinal);
    }

    /// <summary>Whether the file holds a tensor of this name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Copies one tensor out of the file.</summary>
    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public torch.Tensor Load(string name, torch.Device? device = null)
    {
        if (!_entries.TryGetValue(name, out var entry)) throw new CheckpointException(Path, [$"holds no tensor '{name}'."]);
        var tensor = torch.empty(entry.Shape.ToArray(), entry.Type);
        try
        {
            using var flat = tensor.view(-1);
            Fill(entry, flat);
        }
        catch
        {
            tensor.Dispose();
            throw;
        }

        if (device is null || device.type == DeviceType.CPU) return tensor;
        using (tensor) return tensor.to(device);
    }

    torch.Tensor ICheckpointFile.Load(string name) => Load(name);

    /// <inheritdoc/>
    public void CopyTo(string name, torch.Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!_entries.TryGetValue(name, out var entry)) throw new CheckpointException(Path, [$"holds no tensor '{name}'."]);
        if (!entry.Shape.SequenceEqual(target.shape))
            throw new ArgumentException($"'{name}' has shape [{string.Join(", ", entry.Shape)}], the target [{string.Join(", ", target.shape)}].", nameof(target));
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        if (!target.is_contiguous()) target.copy_(Load(name));
        else Fill(entry, target.detach().view(-1));
    }

    /// <inheritdoc/>
    public torch.Tensor? TryShare(string name)
    {
        if (!_entries.TryGetValue(name, out var entry)) throw new CheckpointException(Path, [$"holds no tensor '{name}'."]);
        if (entry.Length == 0) return null;
        using var scope = torch.NewDisposeScope();
        var count = Count(entry);
        return _mapped.Keep(entry.Start, count, entry.Type, (int)(entry.Length / count), name)?.view([.. entry.Shape]).MoveToOuterDisposeScope();
    }

    /// <summary>Closes the file. Tensors that share its memory keep it.</summary>
    public void Dispose()
    {
        _mapped.Dispose();
        _file.Dispose();
    }

    private static long Count(SafetensorsEntry entry) => entry.Shape.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>Copies the data piece by piece out of the mapped file, converting on the way; through a small buffer where it is not aligned.</summary>
    private void Fill(SafetensorsEntry entry, torch.Tensor flat)
    {
        if (entry.Length == 0) return;
        // Whole: of piece after piece of one tensor the system would take it that what follows is wanted too.
        _mapped.Announce(entry.Start, entry.Length);
        var size = (int)(entry.Length / flat.shape[0]);
        torch.Tensor? buffer = null;
        for (long done = 0; done < flat.shape[0]; done += PieceElements)
        {
            using var scope = torch.NewDisposeScope();
            var target = flat.narrow(0, done, Math.Min(PieceElements, flat.shape[0] - done));
            if (_mapped.Pass(entry.Start + (done * size), target.shape[0], entry.Type, size, entry.Name) is { } piece)
            {
                target.copy_(piece);
                continue;
            }

            buffer ??= torch.empty([target.shape[0]], entry.Type).DetachFromDisposeScope();
            Read(entry, done, buffer.narrow(0, 0, target.shape[0]));
            target.copy_(buffer.narrow(0, 0, target.shape[0]));
        }

        buffer?.Dispose();
    }

    private void Read(SafetensorsEntry entry, long firstElement, torch.Tensor piece)
    {
        var bytes = piece.bytes;
        var start = entry.Start + (firstElement * piece.element_size());
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, bytes, start);
            if (read == 0) throw new CheckpointException(Path, [$"ends within '{entry.Name}'; it was cut off since it was opened."]);
            bytes = bytes[read..];
            start += read;
        }
    }
}
