using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slug.Unlearning.LayerRanking;

/// <summary>
/// <c>layers.json</c>: the scores of all candidate layers. With it a selection needs the gradients of the layers that it may choose, not of all.
/// </summary>
public static class LayerTableFile
{
    /// <summary>Writes a table; numbers keep every bit.</summary>
    public static void Save(string path, LayerTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(table.Layers, LayerTableJson.Default.IReadOnlyListLayerScore));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is no table of layers.</exception>
    public static LayerTable Load(string path)
    {
        try
        {
            return new LayerTable(JsonSerializer.Deserialize(File.ReadAllBytes(path), LayerTableJson.Default.IReadOnlyListLayerScore)
                ?? throw new InvalidDataException($"{path} holds no layers. Run ComputeGrads again."));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no table of layers: {e.Message} Run ComputeGrads again.", e);
        }
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(IReadOnlyList<LayerScore>))]
internal sealed partial class LayerTableJson : JsonSerializerContext;
