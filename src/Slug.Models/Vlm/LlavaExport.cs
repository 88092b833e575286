using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using Slug.Models.Clip;
using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// Writes an unlearned LLaVA beside the one that it was made of: a folder in which only the shard of the changed tensor is new, or a patch of that
/// tensor's change alone.
/// </summary>
public static class LlavaExport
{
    /// <summary>Writes the folder. The changed shard is a copy with other bytes in the changed tensor's place; other shards are hard links to the source's, or copies where there are none.</summary>
    /// <param name="source">The folder that the model was loaded from.</param>
    /// <param name="target">The folder to write; it must not exist or be empty.</param>
    /// <param name="changes">What is added to tensors of the vision tower, under CLIP's names in Hugging Face's layout or in open_clip's.</param>
    /// <returns>The files that are new, by name.</returns>
    /// <exception cref="CheckpointException">The source cannot be read, has no such tensor, or is no safetensors.</exception>
    /// <exception cref="IOException">The target holds files already.</exception>
    public static IReadOnlyList<string> WriteFolder(string source, string target, IEnumerable<KeyValuePair<string, Tensor>> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var weights = CheckpointFolder.Weights(source);
        using var scope = NewDisposeScope();
        using var file = CheckpointFiles.Open(weights);
        return EditedFolder.Write(source, target, weights, file, [.. Named(file, changes).Select(change => new PlacedChange(change.Key, LayerView.Whole, change.Value))]);
    }

    /// <summary>Writes the changes under the names that the source's files have, in float32: to be added to its tensors.</summary>
    /// <exception cref="CheckpointException">The source cannot be read, or has no such tensor.</exception>
    public static void WritePatch(string source, string path, IEnumerable<KeyValuePair<string, Tensor>> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var scope = NewDisposeScope();
        using var file = CheckpointFiles.Open(CheckpointFolder.Weights(source));
        SafetensorsWriter.Write(path, Named(file, changes), new Dictionary<string, string> { ["format"] = "pt", ["kind"] = "add each tensor to the one of its name" });
    }

    /// <summary>The changes under the file's names; fused tensors of open_clip's layout fall into three.</summary>
    private static List<KeyValuePair<string, Tensor>> Named(ICheckpointFile file, IEnumerable<KeyValuePair<string, Tensor>> changes)
    {
        var entries = file.Entries.ToDictionary(entry => LlavaNames.Old(entry.Name), StringComparer.Ordinal);
        var named = new List<KeyValuePair<string, Tensor>>();
        var problems = new List<string>();
        foreach (var change in changes.SelectMany(c => c.Key.StartsWith("visual.", StringComparison.Ordinal) ? ClipLayers.Rename([c], ClipLayout.HuggingFace) : [c]))
        {
            var name = LlavaNames.Old(change.Key) is var old && old.StartsWith(LlavaNames.Vision, StringComparison.Ordinal) ? old : LlavaNames.Vision + old;
            if (!entries.TryGetValue(name, out var entry)) problems.Add($"holds no '{name}', which is to change.");
            else if (!entry.Shape.SequenceEqual(change.Value.shape)) problems.Add($"'{entry.Name}' has shape [{string.Join(", ", entry.Shape)}], its change [{string.Join(", ", change.Value.shape)}].");
            else named.Add(KeyValuePair.Create(entry.Name, change.Value.detach().cpu().to_type(ScalarType.Float32)));
        }

        if (named.Count == 0 && problems.Count == 0) problems.Add("is to be exported without a change.");
        return problems.Count == 0 ? named : throw new CheckpointException(file.Path, problems);
    }
}
