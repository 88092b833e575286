namespace Slug.Unlearning.LayerRanking;

/// <summary>The layers that no other beats in both importance and alignment.</summary>
public static class ParetoFront
{
    /// <summary>
    /// The layers of which no other has strictly smaller alignment and strictly larger importance, in the given order; or of which few others have.
    /// Layers of one tower are meant to be compared: call it once for each.
    /// </summary>
    /// <param name="layers">The layers.</param>
    /// <param name="dominators">How many others may be better in both.</param>
    public static IReadOnlyList<LayerScore> Of(IReadOnlyList<LayerScore> layers, int dominators = 0)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfNegative(dominators);
        return [.. layers.Where(layer => layers.Count(other => other.Alignment < layer.Alignment && other.Importance > layer.Importance) <= dominators)];
    }
}
