using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>Changes of CLIP's tensors, between the names of an update, of Hugging Face's layout (in which patches are written) and of a file.</summary>
public static class ClipChanges
{
    /// <summary>An update of either layout by Hugging Face's names. Of fused queries, keys and values those that do not change are left out.</summary>
    /// <param name="update">What is added to each tensor.</param>
    /// <returns>The changes; views of the update, which the caller's dispose scope owns.</returns>
    /// <exception cref="ArgumentException">A name is none of CLIP's.</exception>
    public static IReadOnlyList<WeightChange> OfUpdate(IEnumerable<KeyValuePair<string, Tensor>> update)
    {
        ArgumentNullException.ThrowIfNull(update);
        var changes = new List<WeightChange>();
        foreach (var tensor in update)
        {
            if (LayerNames.IsHuggingFace(tensor.Key) || tensor.Key == LayerNames.LogitScale)
            {
                changes.Add(new WeightChange(tensor.Key, tensor.Value));
                continue;
            }

            var parts = ClipLayers.Rename([tensor], ClipLayout.HuggingFace).Select(part => new WeightChange(part.Key, part.Value)).ToList();
            var moved = parts.Count == 1 ? parts : parts.FindAll(part => part.Change.count_nonzero().item<long>() > 0);
            changes.AddRange(moved.Count > 0 ? moved : parts);
        }

        return changes;
    }

    /// <summary>Where changes by Hugging Face's names go in a file of either layout.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="file">The file: a CLIP, a text encoder or a tower alone.</param>
    public static IReadOnlyList<PlacedChange> Place(IEnumerable<WeightChange> changes, ICheckpointFile file)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(file);
        var names = file.Entries.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        return [.. changes.Select(Placed)];

        PlacedChange Placed(WeightChange change)
        {
            // A name that is nowhere is told by whoever lays the change over the file.
            if (names.Contains(change.Name) || HuggingFaceClipNames.Target(change.Name) is not { } target) return new PlacedChange(change.Name, LayerView.Whole, change.Change) { Source = change.Source };
            if (!names.Contains(target)) return new PlacedChange(change.Name, LayerView.Whole, change.Change) { Source = change.Source };
            return new PlacedChange(target, ClipLayers.Names(target, ClipLayout.HuggingFace).First(n => n.Name == change.Name).View, change.Change) { Source = change.Source };
        }
    }
}
