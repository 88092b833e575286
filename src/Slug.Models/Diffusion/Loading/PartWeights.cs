namespace Slug.Models.Diffusion.Loading;

/// <summary>Finds the weights of a part in its folder, by the names that diffusers and transformers give them.</summary>
internal static class PartWeights
{
    // By preference: safetensors before pickles, one file before shards.
    private static readonly string[] Stems = ["diffusion_pytorch_model", "model", "pytorch_model"];

    /// <summary>The file, or the index of several. Null where there is none.</summary>
    /// <param name="folder">The part's folder.</param>
    /// <param name="variant">See <see cref="LoadOptions.Variant"/>.</param>
    public static string? Find(string folder, string? variant)
    {
        if (!Directory.Exists(folder)) return null;
        if (variant is not null) return Named(folder, variant);
        return Named(folder, null) ?? (Variants(folder) is [var only] ? Named(folder, only) : null);
    }

    /// <summary>The variants that a folder has.</summary>
    public static IReadOnlyList<string> Variants(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder).Select(Path.GetFileName).OfType<string>().Select(VariantOf).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The file of exactly this variant; null is the plain one.</summary>
    public static string? Named(string folder, string? variant)
    {
        var dot = variant is null ? "" : "." + variant;
        foreach (var extension in new[] { "safetensors", "bin" })
        {
            foreach (var stem in Stems)
            {
                // Indices carry the variant before their own extension, in older files before that of the weights.
                foreach (var name in new[] { $"{stem}{dot}.{extension}", $"{stem}.{extension}.index{dot}.json", $"{stem}{dot}.{extension}.index.json" })
                {
                    var path = Path.Combine(folder, name);
                    if (File.Exists(path)) return path;
                }
            }
        }

        return null;
    }

    private static string? VariantOf(string file)
    {
        foreach (var stem in Stems)
        {
            if (!file.StartsWith(stem + ".", StringComparison.Ordinal)) continue;
            var parts = file[(stem.Length + 1)..].Split('.');
            return parts switch
            {
                [var variant, "safetensors" or "bin"] when !variant.Contains("-of-", StringComparison.Ordinal) => variant,
                ["safetensors" or "bin", "index", var variant, "json"] => variant,
                [var variant, "safetensors" or "bin", "index", "json"] => variant,
                _ => null,
            };
        }

        return null;
    }
}
