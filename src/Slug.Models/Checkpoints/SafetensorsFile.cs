using System.IO.MemoryMappedFiles;
using TorchSharp;

namespace Slug.Models.Checkpoints;

/// <summary>
/// A safetensors file opened for reading. The data stays in the file (memory-mapped) until a tensor is asked for, so opening a
/// checkpoint of gigabytes costs its header.
/// </summary>
public sealed class SafetensorsFile : ICheckpointFile
{
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly MemoryMappedFile _map;

    private SafetensorsFile(string path, SafetensorsHeader header, MemoryMappedFile map)
    {
        Path = path;
        Header = header;
        _map = map;
        _entries = header.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        Entries = [.. header.Entries.Select(e => new CheckpointEntry(e.Name, e.Type, e.Shape))];
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>What the file holds.</summary>
    public SafetensorsHeader Header { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="CheckpointException">The file is not a well-formed safetensors file; every problem is listed.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var header = SafetensorsHeader.Read(file, path);
            return new SafetensorsFile(path, header, MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false));
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
            CopyTo(entry, tensor);
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

    /// <summary>Releases the mapping.</summary>
    public void Dispose() => _map.Dispose();

    private unsafe void CopyTo(SafetensorsEntry entry, torch.Tensor tensor)
    {
        // A mapping of length zero is refused by the operating system.
        if (entry.Length == 0) return;
        using var view = _map.CreateViewAccessor(entry.Start, entry.Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            new ReadOnlySpan<byte>(start + view.PointerOffset, checked((int)entry.Length)).CopyTo(tensor.bytes);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
