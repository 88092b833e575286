namespace Slug.Figures.ParetoFront;

/// <summary>Layer names as short as they can be and still be told apart within a tower.</summary>
public static class LayerNames
{
    private static readonly string[] Prefixes =
    [
        "visual.transformer.", "vision_model.encoder.", "text_model.encoder.", "vision_model.", "text_model.", "visual.", "transformer.",
    ];

    /// <summary>
    /// Drops the tower's prefix and the final <c>weight</c>: <c>transformer.resblocks.0.attn.out_proj.weight</c> becomes
    /// <c>resblocks.0.attn.out_proj</c>.
    /// </summary>
    /// <param name="layer">Full name of the weight tensor.</param>
    public static string Short(string layer)
    {
        string name = layer;
        if (Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } found)
            name = name[found.Length..];
        foreach (string suffix in new[] { ".weight", "_weight" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                return name[..^suffix.Length];
        }

        return name;
    }
}
