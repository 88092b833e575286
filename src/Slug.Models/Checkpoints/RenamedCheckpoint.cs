using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>Some tensors of a checkpoint under other names. A view: it reads from the file, which stays the caller's.</summary>
public sealed class RenamedCheckpoint : ICheckpointFile
{
    private readonly ICheckpointFile _file;
    private readonly Dictionary<string, string> _sources;

    /// <summary>Makes the view.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="rename">The new name of a tensor; null leaves it out.</param>
    /// <exception cref="CheckpointException">Two tensors come to have the same name.</exception>
    public RenamedCheckpoint(ICheckpointFile file, Func<string, string?> rename)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(rename);
        _file = file;
        var renamed = file.Entries.Select(entry => (Entry: entry, Name: rename(entry.Name))).Where(e => e.Name is not null).ToList();
        var twice = renamed.GroupBy(e => e.Name!, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => $"{string.Join(" and ", g.Select(e => $"'{e.Entry.Name}'"))} are the same tensor of the model.").ToList();
        if (twice.Count > 0) throw new CheckpointException(file.Path, twice);
        Entries = [.. renamed.Select(e => e.Entry with { Name = e.Name! })];
        _sources = renamed.ToDictionary(e => e.Name!, e => e.Entry.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <summary>The name in the file of a tensor of this view; null where there is none.</summary>
    public string? SourceOf(string name) => _sources.GetValueOrDefault(name);

    /// <inheritdoc/>
    public Tensor Load(string name) => _file.Load(Source(name));

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor target) => _file.CopyTo(Source(name), target);

    /// <inheritdoc/>
    public Tensor? TryShare(string name) => _file.TryShare(Source(name));

    /// <summary>Does nothing: the file is the caller's.</summary>
    public void Dispose()
    {
    }

    private string Source(string name) => SourceOf(name) ?? throw new CheckpointException(Path, [$"holds no tensor '{name}'."]);
}
