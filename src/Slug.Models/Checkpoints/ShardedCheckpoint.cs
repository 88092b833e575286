using System.Text.Json;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>
/// A checkpoint in several files with an index beside them, as Hugging Face shards large models: <c>model.safetensors.index.json</c> or
/// <c>pytorch_model.bin.index.json</c>, whose <c>weight_map</c> says which file holds which tensor.
/// </summary>
public sealed class ShardedCheckpoint : ICheckpointFile
{
    private const long MostIndexBytes = 64L << 20;

    private readonly Dictionary<string, ICheckpointFile> _shardOf;
    private readonly List<ICheckpointFile> _shards;

    private ShardedCheckpoint(string path, List<ICheckpointFile> shards, Dictionary<string, ICheckpointFile> shardOf)
    {
        Path = path;
        _shards = shards;
        _shardOf = shardOf;
        Entries = [.. shards.SelectMany(shard => shard.Entries.Where(entry => shardOf[entry.Name] == shard))];
    }

    /// <summary>The index's path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <summary>The shards' paths, in the order of their names.</summary>
    public IReadOnlyList<string> Shards => [.. _shards.Select(shard => shard.Path)];

    /// <summary>Opens an index and all its shards.</summary>
    /// <exception cref="CheckpointException">The index is none, a shard is missing or damaged, or a tensor is not in the shard that the index names.</exception>
    public static ShardedCheckpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var map = ReadMap(path);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var names = map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var missing = names.Where(name => !File.Exists(System.IO.Path.Combine(folder, name))).ToList();
        if (missing.Count > 0)
        {
            var told = $"of {names.Count} shards {missing.Count} {(missing.Count == 1 ? "is" : "are")} missing: {string.Join(", ", missing)}. Put them into {folder}.";
            throw new CheckpointException(path, [told]);
        }

        var shards = new List<ICheckpointFile>();
        try
        {
            foreach (var name in names) shards.Add(CheckpointFiles.OpenShard(System.IO.Path.Combine(folder, name)));
            foreach (var (shard, next) in shards.Zip(shards.Skip(1)))
            {
                if (shard is SafetensorsFile file && next is SafetensorsFile following) file.FollowedBy(following);
            }

            return new ShardedCheckpoint(path, shards, Assign(path, map, names, shards));
        }
        catch
        {
            shards.ForEach(shard => shard.Dispose());
            throw;
        }
    }

    /// <summary>The paths of the shards that the index at a path names, whether they are there or not; empty where it is no index.</summary>
    public static IReadOnlyList<string> ShardsBeside(string path)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            // Only an index is text that begins with a brace.
            if (file.Length > MostIndexBytes || file.ReadByte() != '{') return [];
        }

        try
        {
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            return [.. ReadMap(path).Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => System.IO.Path.Combine(folder, name))];
        }
        catch (CheckpointException)
        {
            // Whoever opens it says what is wrong.
            return [];
        }
    }

    /// <inheritdoc/>
    public Tensor Load(string name) => Shard(name).Load(name);

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor target) => Shard(name).CopyTo(name, target);

    /// <inheritdoc/>
    public Tensor? TryShare(string name) => Shard(name).TryShare(name);

    /// <summary>The path of the shard that holds a tensor.</summary>
    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public string ShardOf(string name) => Shard(name).Path;

    /// <summary>Closes the shards.</summary>
    public void Dispose() => _shards.ForEach(shard => shard.Dispose());

    private ICheckpointFile Shard(string name) =>
        _shardOf.GetValueOrDefault(name) ?? throw new CheckpointException(Path, [$"holds no tensor '{name}'."]);

    private static Dictionary<string, string> ReadMap(string path)
    {
        try
        {
            using var json = ForeignJson.Document(File.ReadAllBytes(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("weight_map", out var weights) || weights.ValueKind != JsonValueKind.Object)
                throw new CheckpointException(path, ["has no 'weight_map': it is no index of a sharded checkpoint."]);
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            var problems = new List<string>();
            foreach (var tensor in weights.EnumerateObject())
            {
                var shard = tensor.Value.ValueKind == JsonValueKind.String ? tensor.Value.GetString()! : "";
                // Shards lie beside their index: an index from elsewhere must not lead a reader through the disk.
                if (shard.Length == 0 || shard is "." or ".." || shard.AsSpan().IndexOfAny('/', '\\') >= 0) problems.Add($"'{tensor.Name}' is in {tensor.Value.GetRawText()}, which names no file beside the index.");
                else map[tensor.Name] = shard;
            }

            if (problems.Count == 0 && map.Count == 0) problems.Add("its 'weight_map' is empty.");
            return problems.Count == 0 ? map : throw new CheckpointException(path, problems);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(path, [$"is not JSON: {e.Message}"]);
        }
    }

    /// <summary>The shard of every tensor: the index's word where a tensor lies in several, the shard's own where the index is silent.</summary>
    private static Dictionary<string, ICheckpointFile> Assign(string path, Dictionary<string, string> map, List<string> names, List<ICheckpointFile> shards)
    {
        var shardOf = new Dictionary<string, ICheckpointFile>(StringComparer.Ordinal);
        foreach (var shard in shards)
        {
            foreach (var entry in shard.Entries) shardOf.TryAdd(entry.Name, shard);
        }

        var problems = new List<string>();
        foreach (var group in map.GroupBy(m => m.Value, m => m.Key))
        {
            var shard = shards[names.IndexOf(group.Key)];
            var held = shard.Entries.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var name in group)
            {
                if (held.Contains(name)) shardOf[name] = shard;
                else problems.Add($"'{name}' is not in {group.Key}, where the index puts it.");
            }
        }

        return problems.Count == 0 ? shardOf : throw new CheckpointException(path, problems);
    }
}
