namespace Slug.Unlearning.LayerRanking;

/// <summary>The layers that no other beats in both importance and alignment.</summary>
public static class ParetoFront
{
    /// <summary>
    /// The layers of which no other has strictly smaller alignment and strictly larger importance, in the given order. Layers of one tower are
    /// meant to be compared: call it once for each.
    /// </summary>
    public static IReadOnlyList<LayerScore> Of(IReadOnlyList<LayerScore> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return [.. layers.Where(layer => !layers.Any(other => other.Alignment < layer.Alignment && other.Importance > layer.Importance))];
    }
}
