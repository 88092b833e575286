using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>A tensor of a view: its name and shape there, and what it is called in the file.</summary>
/// <param name="Name">Its name in the view.</param>
/// <param name="Source">Its name in the file.</param>
/// <param name="Shape">Its shape in the view, of as many elements; null keeps the file's.</param>
public sealed record RenamedEntry(string Name, string Source, IReadOnlyList<long>? Shape = null);

/// <summary>A checkpoint under other names, or a part of one. A view: the file stays its owner's.</summary>
public sealed class CheckpointView : ICheckpointFile
{
    private readonly ICheckpointFile _file;
    private readonly Dictionary<string, CheckpointEntry> _sources;
    private readonly Dictionary<string, RenamedEntry> _entries;

    /// <summary>Shows tensors of a file under other names; those that are not listed are not shown.</summary>
    /// <param name="file">The file.</param>
    /// <param name="entries">The names; each source is in the file.</param>
    /// <exception cref="CheckpointException">Two tensors would have one name.</exception>
    public CheckpointView(ICheckpointFile file, IEnumerable<RenamedEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(entries);
        _file = file;
        _sources = file.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        _entries = new Dictionary<string, RenamedEntry>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var entry in entries)
        {
            if (!_entries.TryAdd(entry.Name, entry)) problems.Add($"'{_entries[entry.Name].Source}' and '{entry.Source}' are the same tensor, '{entry.Name}'.");
        }

        if (problems.Count > 0) throw new CheckpointException(file.Path, problems);
        Entries = [.. _entries.Values.Select(e => new CheckpointEntry(e.Name, _sources[e.Source].Type, e.Shape ?? _sources[e.Source].Shape))];
    }

    /// <summary>The tensors whose names begin with a prefix, without it.</summary>
    public static CheckpointView Under(ICheckpointFile file, string prefix)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new CheckpointView(file, file.Entries.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(e => new RenamedEntry(e.Name[prefix.Length..], e.Name)));
    }

    /// <summary>The tensors that come to have a name, under it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="rename">The new name of a tensor; null leaves it out.</param>
    /// <exception cref="CheckpointException">Two tensors come to have the same name.</exception>
    public static CheckpointView Renamed(ICheckpointFile file, Func<string, string?> rename)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(rename);
        return new CheckpointView(file, file.Entries.Select(e => (e.Name, New: rename(e.Name))).Where(e => e.New is not null).Select(e => new RenamedEntry(e.New!, e.Name)));
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <inheritdoc/>
    public Tensor Load(string name)
    {
        if (!_entries.TryGetValue(name, out var entry)) throw new CheckpointException(Path, [$"holds no tensor '{name}'."]);
        var tensor = _file.Load(entry.Source);
        if (entry.Shape is null) return tensor;
        using (tensor) return tensor.reshape([.. entry.Shape]);
    }

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!_entries.TryGetValue(name, out var entry)) throw new CheckpointException(Path, [$"holds no tensor '{name}'."]);
        if (entry.Shape is null)
        {
            _file.CopyTo(entry.Source, target);
            return;
        }

        using var reshaped = target.detach().view([.. _sources[entry.Source].Shape]);
        _file.CopyTo(entry.Source, reshaped);
    }

    /// <inheritdoc/>
    public Tensor? TryShare(string name)
    {
        if (!_entries.TryGetValue(name, out var entry)) throw new CheckpointException(Path, [$"holds no tensor '{name}'."]);
        var tensor = _file.TryShare(entry.Source);
        if (entry.Shape is null || tensor is null) return tensor;
        using (tensor) return tensor.view([.. entry.Shape]);
    }

    /// <summary>Does nothing: the file is its owner's.</summary>
    public void Dispose()
    {
    }
}
