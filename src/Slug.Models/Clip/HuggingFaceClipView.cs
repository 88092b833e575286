using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>A Hugging Face checkpoint under open_clip's names: fused and transposed tensors are made when they are asked for.</summary>
internal sealed class HuggingFaceClipView : ICheckpointFile
{
    private readonly ICheckpointFile _file;
    private readonly Dictionary<string, CheckpointEntry> _sources;

    public HuggingFaceClipView(ICheckpointFile file)
    {
        _file = file;
        _sources = file.Entries.Where(e => !HuggingFaceClipNames.IsPositionIds(e.Name)).ToDictionary(e => e.Name, StringComparer.Ordinal);
        // Names that belong to no CLIP stay as they are, so that whoever compares with a model reports them. So do lone parts of a fused tensor.
        Entries = [.. _sources.Values.Select(e => Whole(HuggingFaceClipNames.Target(e.Name)) ?? e).DistinctBy(e => e.Name)];
    }

    public string Path => _file.Path;

    public IReadOnlyList<CheckpointEntry> Entries { get; }

    public Tensor Load(string name)
    {
        if (HuggingFaceClipNames.Sources(name) is not { } sources || !sources.All(_sources.ContainsKey)) return _file.Load(name);
        using var scope = NewDisposeScope();
        var parts = sources.Select(_file.Load).ToList();
        var whole = parts.Count > 1 ? cat(parts, 0) : HuggingFaceClipNames.IsTransposed(name) ? parts[0].t().contiguous() : parts[0];
        return whole.MoveToOuterDisposeScope();
    }

    public void CopyTo(string name, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (HuggingFaceClipNames.Sources(name) is not { } sources || !sources.All(_sources.ContainsKey))
        {
            _file.CopyTo(name, target);
            return;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (HuggingFaceClipNames.IsTransposed(name)) target.copy_(Load(name));
        else if (sources.Count == 1) _file.CopyTo(sources[0], target);
        else
        {
            var part = target.shape[0] / sources.Count;
            foreach (var (index, source) in sources.Index()) _file.CopyTo(source, target.detach().narrow(0, index * part, part));
        }
    }

    public Tensor? TryShare(string name)
    {
        if (HuggingFaceClipNames.Sources(name) is not { } sources || !sources.All(_sources.ContainsKey)) return _file.TryShare(name);
        return sources.Count > 1 || HuggingFaceClipNames.IsTransposed(name) ? null : _file.TryShare(sources[0]);
    }

    public void Dispose() => _file.Dispose();

    private CheckpointEntry? Whole(string? name)
    {
        if (name is null || HuggingFaceClipNames.Sources(name) is not { } sources || !sources.All(_sources.ContainsKey)) return null;
        var parts = sources.Select(source => _sources[source]).ToList();
        var shape = parts[0].Shape;
        // Parts of different shapes cannot be stacked; shown apart they are reported as unexpected, with their shapes.
        if (parts.Exists(part => !part.Shape.SequenceEqual(shape)) || (parts.Count > 1 && shape.Count == 0)) return null;
        IReadOnlyList<long> whole = parts.Count > 1 ? [shape[0] * parts.Count, .. shape.Skip(1)]
            : HuggingFaceClipNames.IsTransposed(name) ? [.. shape.Reverse()]
            : shape;
        return new CheckpointEntry(name, parts[0].Type, whole);
    }
}
