using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;

namespace Slug.Models.Clip;

/// <summary>Writes a CLIP with changed tensors beside the one that it was made of: names, layout and types stay the checkpoint's own.</summary>
public static class ClipExport
{
    /// <summary>Writes a folder in which only the file with the changed tensor is new; other weights are linked, small files copied.</summary>
    /// <param name="source">The folder that the model came in.</param>
    /// <param name="target">The folder to write; it must not exist or be empty.</param>
    /// <param name="changes">The changes, by Hugging Face's names (<see cref="ClipChanges.OfUpdate"/>).</param>
    /// <param name="link">Whether unchanged weights are hard links where the file system has them.</param>
    /// <returns>The files that are new, by name.</returns>
    /// <exception cref="CheckpointException">The source holds no CLIP, or not such a tensor.</exception>
    /// <exception cref="IOException">The target holds files already.</exception>
    public static IReadOnlyList<string> WriteFolder(string source, string target, IReadOnlyCollection<WeightChange> changes, bool link = true)
    {
        var weights = CheckpointFolder.Weights(source);
        using var file = CheckpointFiles.Open(weights);
        return EditedFolder.Write(source, target, weights, file, ClipChanges.Place(changes, file), link);
    }

    /// <summary>Writes one file with all of the checkpoint's tensors.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="target">Where to write a safetensors file.</param>
    /// <param name="changes">The changes, by Hugging Face's names.</param>
    /// <exception cref="CheckpointException">The source is no checkpoint, or has no such tensor.</exception>
    public static void WriteFile(string source, string target, IReadOnlyCollection<WeightChange> changes)
    {
        using var file = CheckpointFiles.Open(source);
        SafetensorsWriter.Write(target, TensorSource.AllOf(new EditedCheckpoint(file, ClipChanges.Place(changes, file))), TensorSource.Format);
    }
}
