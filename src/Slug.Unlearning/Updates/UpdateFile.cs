using System.Globalization;
using Slug.Models.Checkpoints;
using Slug.Models.Numbers;

namespace Slug.Unlearning.Updates;

/// <summary>
/// <c>update.safetensors</c>: the change of one layer, and of what moves with it, megabytes where the model has gigabytes. Its tensors have the names
/// of the checkpoint's layout and are added to the original ones; layer, λ and concept stand in the metadata.
/// </summary>
public static class UpdateFile
{
    private const string Kind = "single-layer update: add the tensor to the original weights";

    /// <summary>Writes an update.</summary>
    public static void Save(string path, LayerUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        SafetensorsWriter.Write(path, update.Changes, new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["concept"] = update.Concept,
            ["layer"] = update.Layer,
            ["lambda"] = update.Lambda.ToString("R", CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Reads an update.</summary>
    /// <exception cref="CheckpointException">The file is not one of <see cref="Save"/>'s.</exception>
    public static LayerUpdate Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var metadata = file.Header.Metadata;
        var layer = metadata.GetValueOrDefault("layer", "");
        if (metadata.GetValueOrDefault("kind") != Kind || !file.Contains(layer)
            || !double.TryParse(metadata.GetValueOrDefault("lambda"), CultureInfo.InvariantCulture, out var lambda))
            throw new CheckpointException(path, ["is not a single-layer update: its metadata lacks kind, layer or lambda. Run Unlearn again."]);
        var update = new LayerUpdate(
            metadata.GetValueOrDefault("concept", ""), layer, lambda, [.. file.Entries.Select(e => KeyValuePair.Create(e.Name, file.Load(e.Name).DetachFromDisposeScope()))]);
        foreach (var (name, change) in update.Changes) FiniteNumbers.Require(change, $"the change of '{name}' in {path}");
        return update;
    }
}
