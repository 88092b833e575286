using System.Globalization;
using Slug.Models.Checkpoints;

namespace Slug.Unlearning.Updates;

/// <summary>
/// <c>update.safetensors</c>: one layer's change, megabytes where the model has gigabytes. The tensor has the layer's name and is added to the
/// original weights; layer, λ and concept stand in the metadata.
/// </summary>
public static class UpdateFile
{
    private const string Kind = "single-layer update: add the tensor to the original weights";

    /// <summary>Writes an update.</summary>
    public static void Save(string path, LayerUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        SafetensorsWriter.Write(path, [KeyValuePair.Create(update.Layer, update.Change)], new Dictionary<string, string>
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
        return new LayerUpdate(metadata.GetValueOrDefault("concept", ""), layer, lambda, file.Load(layer).DetachFromDisposeScope());
    }
}
