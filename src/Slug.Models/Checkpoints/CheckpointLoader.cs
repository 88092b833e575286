using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>Copies a checkpoint into a module's parameters and buffers.</summary>
public static class CheckpointLoader
{
    /// <summary>
    /// Loads every parameter and buffer of <paramref name="module"/> from the file's tensors of the same name, converting the element
    /// type where it differs. Nothing is written unless everything fits.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="path">A safetensors file, a PyTorch zip checkpoint or a TorchScript archive.</param>
    /// <param name="ignore">Tensors of the file that the module does not have and may be left aside, such as <c>position_ids</c>.</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors.</exception>
    public static void Load(nn.Module module, string path, Func<string, bool>? ignore = null)
    {
        using var file = CheckpointFiles.Open(path);
        Load(module, file, ignore);
    }

    /// <summary>As <see cref="Load(nn.Module, string, Func{string, bool}?)"/>, from a checkpoint that is open and stays the caller's.</summary>
    public static void Load(nn.Module module, ICheckpointFile file, Func<string, bool>? ignore = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(file);
        var targets = Targets(module);
        var entries = file.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (name, target) in targets)
        {
            if (!entries.ContainsKey(name)) problems.Add($"'{name}' {Shape(target.shape)} is missing.");
        }

        foreach (var entry in file.Entries)
        {
            if (!targets.TryGetValue(entry.Name, out var target))
            {
                if (ignore?.Invoke(entry.Name) != true) problems.Add($"'{entry.Name}' {Shape(entry.Shape)} is unexpected: the model has no such tensor.");
            }
            else if (!entry.Shape.SequenceEqual(target.shape))
            {
                problems.Add($"'{entry.Name}' has shape {Shape(entry.Shape)}, the model needs {Shape(target.shape)}.");
            }
        }

        if (problems.Count > 0) throw new CheckpointException(file.Path, problems);
        foreach (var (name, target) in targets) file.CopyTo(name, target);
    }

    /// <summary>Writes a module's parameters and buffers as a safetensors file, with metadata.</summary>
    public static void Save(nn.Module module, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        SafetensorsWriter.Write(path, Targets(module), metadata);
    }

    private static SortedDictionary<string, Tensor> Targets(nn.Module module)
    {
        var targets = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, parameter) in module.named_parameters()) targets[name] = parameter;
        foreach (var (name, buffer) in module.named_buffers()) targets[name] = buffer;
        return targets;
    }

    private static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
