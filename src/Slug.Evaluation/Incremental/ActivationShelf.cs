using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Evaluation.Incremental;

/// <summary>One set's stream before one block, part by part: in memory, or each part in a file.</summary>
internal sealed class ActivationShelf : IDisposable
{
    private const string Name = "stream";
    private readonly bool _half;
    private readonly string? _folder;
    private readonly Action _release;
    private readonly List<Tensor?> _parts = [];
    private readonly List<(ScalarType Type, Device Device)> _origins = [];

    public ActivationShelf(bool half, string? folder, Action release) => (_half, _folder, _release) = (half, folder, release);

    /// <summary>Whether its parts lie in files.</summary>
    public bool OnDisk => _folder is not null;

    /// <summary>Keeps the next part, <c>[rows, tokens, width]</c>; the caller's tensor stays the caller's.</summary>
    public void Add(Tensor stream)
    {
        using var scope = NewDisposeScope();
        _origins.Add((stream.dtype, stream.device));
        var kept = _half ? stream.to_type(ScalarType.Float16) : stream.alias();
        if (_folder is null)
        {
            _parts.Add(kept.DetachFromDisposeScope());
            return;
        }

        SafetensorsWriter.Write(PathOf(_parts.Count), [KeyValuePair.Create(Name, kept)]);
        _parts.Add(null);
    }

    /// <summary>A part as it was added, up to rounding; the caller disposes it.</summary>
    public Tensor Load(int part)
    {
        using var scope = NewDisposeScope();
        var (type, device) = _origins[part];
        if (_parts[part] is { } kept) return (_half ? kept.to_type(type) : kept.alias()).MoveToOuterDisposeScope();
        using var file = SafetensorsFile.Open(PathOf(part));
        return file.Load(Name, device).to_type(type).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var part in _parts) part?.Dispose();
        _release();
    }

    private string PathOf(int part) => Path.Combine(_folder!, $"{part}.safetensors");
}
