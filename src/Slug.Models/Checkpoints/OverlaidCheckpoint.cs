using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>A checkpoint with some tensors taken from another. A view: both stay their owners'.</summary>
public sealed class OverlaidCheckpoint : ICheckpointFile
{
    private readonly ICheckpointFile _file;
    private readonly ICheckpointFile _overlay;
    private readonly HashSet<string> _replaced;

    /// <summary>Lays one over the other.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="overlay">What takes its tensors' places.</param>
    /// <exception cref="CheckpointException">The overlay has a tensor that the checkpoint has not, or of another shape; all are listed.</exception>
    public OverlaidCheckpoint(ICheckpointFile file, ICheckpointFile overlay)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(overlay);
        (_file, _overlay, _replaced) = (file, overlay, overlay.Entries.Select(e => e.Name).ToHashSet(StringComparer.Ordinal));
        var shapes = file.Entries.ToDictionary(e => e.Name, e => e.Shape, StringComparer.Ordinal);
        var problems = overlay.Entries.Where(e => !shapes.TryGetValue(e.Name, out var shape) || !shape.SequenceEqual(e.Shape))
            .Select(e => shapes.TryGetValue(e.Name, out var shape) ? $"'{e.Name}' has shape [{string.Join(", ", e.Shape)}], the model needs [{string.Join(", ", shape)}]." : $"'{e.Name}' is unexpected: the model has no such tensor.").ToList();
        if (problems.Count > 0) throw new CheckpointException(overlay.Path, problems);
        var own = overlay.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        Entries = [.. file.Entries.Select(e => own.GetValueOrDefault(e.Name, e))];
    }

    /// <inheritdoc/>
    public string Path => _overlay.Path;

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <inheritdoc/>
    public Tensor Load(string name) => Of(name).Load(name);

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor target) => Of(name).CopyTo(name, target);

    /// <inheritdoc/>
    public Tensor? TryShare(string name) => Of(name).TryShare(name);

    /// <summary>Does nothing: the files are their owners'.</summary>
    public void Dispose()
    {
    }

    private ICheckpointFile Of(string name) => _replaced.Contains(name) ? _overlay : _file;
}
