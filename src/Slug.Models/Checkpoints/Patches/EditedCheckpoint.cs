using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>What is added to a tensor of a file, or to a part of it.</summary>
/// <param name="Name">The tensor's name in the file.</param>
/// <param name="View">Which part changes.</param>
/// <param name="Change">What is added, of the part's shape.</param>
public sealed record PlacedChange(string Name, LayerView View, Tensor Change)
{
    /// <summary>Where it was read, which is then at fault; null where it is our own.</summary>
    public ChangeSource? Source { get; init; }
}

/// <summary>A checkpoint whose tensors are changed as they are read, each in its own type: sums are made in float32. A view: the file stays its owner's.</summary>
public sealed class EditedCheckpoint : ICheckpointFile
{
    private readonly ICheckpointFile _file;
    private readonly ILookup<string, PlacedChange> _changes;

    /// <summary>Lays changes over a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="changes">The changes; several of one tensor are added up.</param>
    /// <exception cref="CheckpointException">The file has no such tensor, or of another shape; all are listed.</exception>
    public EditedCheckpoint(ICheckpointFile file, IReadOnlyCollection<PlacedChange> changes)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(changes);
        (_file, _changes) = (file, changes.ToLookup(change => change.Name, StringComparer.Ordinal));
        var shapes = file.Entries.ToDictionary(e => e.Name, e => e.Shape, StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (name, view, change) in changes)
        {
            if (!shapes.TryGetValue(name, out var shape)) problems.Add($"holds no tensor '{name}', which is to change.");
            else if (!Of(view, shape).SequenceEqual(change.shape)) problems.Add($"'{name}' [{string.Join(", ", shape)}] cannot change by [{string.Join(", ", change.shape)}].");
        }

        if (problems.Count > 0) throw new CheckpointException(changes.Select(change => change.Source?.Path).FirstOrDefault() ?? file.Path, problems);
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries => _file.Entries;

    /// <summary>Whether a tensor is changed.</summary>
    public bool Changes(string name) => _changes.Contains(name);

    /// <inheritdoc/>
    /// <exception cref="CheckpointException">The change takes the tensor beyond what its type holds.</exception>
    public Tensor Load(string name)
    {
        var original = _file.Load(name);
        if (!_changes.Contains(name)) return original;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sum = original.to_type(ScalarType.Float32, copy: true);
        foreach (var (_, view, change) in _changes[name]) view.Of(sum).add_(change.detach().cpu().to_type(ScalarType.Float32));
        var stored = sum.to_type(original.dtype);
        if (!stored.isfinite().all().item<bool>())
        {
            throw _changes[name].Select(change => change.Source).OfType<ChangeSource>().FirstOrDefault() is { } source
                ? new CheckpointException(source.Path, [$"'{source.Key}' takes '{name}' beyond what {original.dtype} holds, or makes it no number."])
                : new CheckpointException(Path, [$"'{name}' plus its change is beyond what {original.dtype} holds, or no number."]);
        }

        original.Dispose();
        return stored.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor? TryShare(string name) => _changes.Contains(name) ? null : _file.TryShare(name);

    /// <summary>Does nothing: the file is its owner's.</summary>
    public void Dispose()
    {
    }

    private static IEnumerable<long> Of(LayerView view, IReadOnlyList<long> shape) =>
        view.Transposed ? shape.Reverse() : view.Parts == 1 ? shape : [shape[0] / view.Parts, .. shape.Skip(1)];
}
