namespace Slug.Models.Checkpoints;

/// <summary>Finds the weights in a model's folder, by the names that the hub and this project's reference folders use.</summary>
public static class CheckpointFolder
{
    private static readonly string[] Names =
    [
        "model.safetensors.index.json", "model.safetensors",
        "pytorch_model.bin.index.json", "pytorch_model.bin",
        "open_clip_model.safetensors", "open_clip_pytorch_model.bin",
        "weights.safetensors",
    ];

    /// <summary>The path to open with <see cref="CheckpointFiles.Open"/>: a file of weights, or the index of several. Null where the folder has none.</summary>
    public static string? FindWeights(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>The same, for a folder that must have weights.</summary>
    /// <exception cref="CheckpointException">It has none, or shards without their index.</exception>
    public static string Weights(string folder)
    {
        if (FindWeights(folder) is { } path) return path;
        if (!Directory.Exists(folder)) throw new CheckpointException(folder, ["there is no such folder."]);
        var shard = Directory.EnumerateFiles(folder, "*-of-*").Select(Path.GetFileName).Order(StringComparer.Ordinal).FirstOrDefault();
        throw new CheckpointException(folder, [shard is null
            ? $"holds no weights; looked for {string.Join(", ", Names)}."
            : $"holds {shard} but no index of the shards; fetch model.safetensors.index.json too."]);
    }
}
