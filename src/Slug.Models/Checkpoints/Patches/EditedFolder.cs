namespace Slug.Models.Checkpoints.Patches;

/// <summary>Writes a model's folder again with some tensors changed: of the weights only the files with those tensors are new.</summary>
public static class EditedFolder
{
    // Weights of another format beside those that are read would keep what is unlearned.
    private static readonly string[] Weights = [".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".gguf", ".msgpack", ".h5", ".onnx", ".index.json"];

    /// <summary>
    /// Writes the folder. A changed safetensors file is a copy with other bytes in the changed tensors' place; a changed pickle becomes a safetensors
    /// file. Other weights are linked, small files copied. Weights of a format that is not read are left out.
    /// </summary>
    /// <param name="source">The folder.</param>
    /// <param name="target">The folder to write; it must not exist or be empty.</param>
    /// <param name="weights">The source's weights: a file, or the index of several.</param>
    /// <param name="file">The same, opened.</param>
    /// <param name="changes">The changes, by the file's own names.</param>
    /// <param name="link">Whether unchanged weights are hard links where the file system has them; else they are copies.</param>
    /// <returns>The files that are new, by name.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor, or shards are pickles.</exception>
    /// <exception cref="IOException">The target holds files already.</exception>
    public static IReadOnlyList<string> Write(string source, string target, string weights, ICheckpointFile file, IReadOnlyCollection<PlacedChange> changes, bool link = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        var edited = new EditedCheckpoint(file, changes);
        RequireEmpty(target);
        var shards = file is ShardedCheckpoint several ? several.Shards : [weights];
        var changed = changes.Select(c => c.Name).Distinct(StringComparer.Ordinal).ToLookup(name => file is ShardedCheckpoint sharded ? sharded.ShardOf(name) : weights, StringComparer.Ordinal);
        if (shards.Count > 1 && shards.FirstOrDefault(shard => changed.Contains(shard) && !CheckpointFiles.IsSafetensors(shard)) is { } pickle)
            throw new CheckpointException(pickle, ["is a shard that is no safetensors file; such are not exported. Save the model as safetensors first."]);
        Directory.CreateDirectory(target);
        var written = new List<string>();
        foreach (var path in Directory.EnumerateFiles(source).Order(StringComparer.Ordinal))
        {
            var copy = Path.Combine(target, Path.GetFileName(path));
            if (changed.Contains(path)) written.Add(Path.GetFileName(WriteChanged(path, copy, edited, [.. changed[path]])));
            else if (shards.Contains(path, StringComparer.Ordinal)) Place(path, copy, link);
            else if (path == weights || !IsWeights(path)) FileLinks.Copy(path, copy);
        }

        return written;
    }

    /// <summary>Refuses a folder that holds something.</summary>
    /// <exception cref="IOException">It does.</exception>
    internal static void RequireEmpty(string target)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())) throw new IOException($"{target} is not empty; name another folder or remove it.");
    }

    /// <summary>Whether a file's name is that of weights, in whatever format.</summary>
    internal static bool IsWeights(string path) => Array.Exists(Weights, end => Path.GetFileName(path).EndsWith(end, StringComparison.Ordinal));

    internal static void Place(string source, string target, bool link)
    {
        if (link) FileLinks.LinkOrCopy(source, target);
        else FileLinks.Copy(source, target);
    }

    /// <summary>Writes one file of weights with its changes; returns where it lies: a pickle gets another ending.</summary>
    private static string WriteChanged(string source, string target, EditedCheckpoint edited, IReadOnlyList<string> names)
    {
        if (!CheckpointFiles.IsSafetensors(source))
        {
            var safe = Path.Combine(Path.GetDirectoryName(target)!, Path.GetFileNameWithoutExtension(target).Replace("pytorch_model", "model", StringComparison.Ordinal) + ".safetensors");
            SafetensorsWriter.Write(safe, TensorSource.AllOf(edited), TensorSource.Format);
            return safe;
        }

        FileLinks.Copy(source, target);
        SafetensorsHeader header;
        using (var file = SafetensorsFile.Open(source)) header = file.Header;
        // The names of a file whose tensors all have a wrapper's prefix are shown without it.
        var prefix = WeightSets.WrapperOf(header.Entries.Select(e => e.Name));
        using var stream = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.None);
        foreach (var name in names)
        {
            using var stored = edited.Load(name);
            using var contiguous = stored.contiguous();
            stream.Position = header.Entries.First(e => e.Name == prefix + name).Start;
            stream.Write(contiguous.bytes);
        }

        return target;
    }
}
