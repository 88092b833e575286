using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>Where a change was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Key">What it is called there.</param>
public sealed record ChangeSource(string Path, string Key);

/// <summary>What is added to a tensor of a model in Hugging Face's layout, such as <c>text_model.encoder.layers.11.self_attn.out_proj.weight</c>.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Change">The change, of the tensor's shape.</param>
public sealed record WeightChange(string Name, Tensor Change)
{
    /// <summary>Where it was read; null where it is our own.</summary>
    public ChangeSource? Source { get; init; }

    /// <summary>The module that the tensor belongs to.</summary>
    public string Module => Name[..Math.Max(Name.LastIndexOf('.'), 0)];

    /// <summary>Whether it is a module's bias.</summary>
    public bool IsBias => Name.EndsWith(".bias", StringComparison.Ordinal);

    /// <summary>Whether it is a linear layer's matrix, <c>[out, in]</c>.</summary>
    public bool IsMatrix => Name.EndsWith(".weight", StringComparison.Ordinal) && Change.dim() == 2;
}
