namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>A config with data at the paper's scale, its addresses as users write them. None of them is ever asked: a world overrides all.</summary>
internal static class WorldConfig
{
    private static readonly Dictionary<string, (string Downloads, string Section)> Sections = new()
    {
        ["laion"] = (
            "  laion-metadata: { url: 'hf://datasets/laion/laion400m/part-00000.snappy.parquet@main' }\n",
            "laion: { metadata: [laion-metadata] }\n"),
        ["imagenet"] = (
            "  imagenet-val: { url: 'https://image-net.org/data/ILSVRC/2012/ILSVRC2012_img_val.tar', size: 6744924160 }\n"
            + "  imagenet-devkit: { url: 'https://image-net.org/data/ILSVRC/2012/ILSVRC2012_devkit_t12.tar.gz' }\n",
            "imagenet: { validation: imagenet-val, labels: imagenet-devkit }\n"),
        ["celeba"] = (
            "  celeba-images: { url: 'https://example.org/img_align_celeba.zip', mirrors: ['https://example.net/celeba.zip'] }\n"
            + "  celeba-identities: { url: 'https://example.org/list_identity_celeba.txt' }\n",
            "celeba: { images: celeba-images, identities: celeba-identities }\n"),
    };

    /// <summary>The config with those sections, as YAML.</summary>
    public static string Of(IEnumerable<string> sections)
    {
        var chosen = sections.Select(s => Sections[s]).ToList();
        return $"extends: {Path.Combine(Repository.Root, "configs/demo/clip.yaml")}\nexperiment: data\n"
            + $"download:\n{string.Concat(chosen.Select(s => s.Downloads))}{string.Concat(chosen.Select(s => s.Section))}";
    }
}
