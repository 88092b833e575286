namespace Slug.Unlearning.LayerRanking;

/// <summary>Which tensors are candidate layers, and of which tower (METHOD section 1).</summary>
public static class LayerCandidates
{
    private static readonly string[] Excluded = ["bias", "logit_scale", "position", "embedding"];

    /// <summary>
    /// The candidates among a model's parameter names, in the given order: every weight but biases, logit scale, positions and embeddings. In the
    /// Hugging Face layout norms are left out too.
    /// </summary>
    public static IReadOnlyList<(string Name, Tower Tower)> Of(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var all = names.ToList();
        var huggingFace = all.Any(n => n.StartsWith("text_model.", StringComparison.Ordinal) || n.StartsWith("vision_model.", StringComparison.Ordinal));
        return
        [
            .. all.Where(n => !Excluded.Any(part => n.Contains(part, StringComparison.Ordinal)))
                .Where(n => !huggingFace || !n.Contains("norm", StringComparison.Ordinal))
                .Select(n => (n, TowerOf(n))),
        ];
    }

    /// <summary>The tower of a tensor; a visual projection belongs to the vision tower in both layouts.</summary>
    public static Tower TowerOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("visual.", StringComparison.Ordinal)
            || name.StartsWith("visual_projection", StringComparison.Ordinal)
            || name.StartsWith("vision_model.", StringComparison.Ordinal)
            ? Tower.Vision
            : Tower.Language;
    }
}
