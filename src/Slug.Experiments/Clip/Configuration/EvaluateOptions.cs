using System.ComponentModel.DataAnnotations;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Configuration;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>How models are measured.</summary>
public sealed record EvaluateOptions
{
    /// <summary>
    /// Caption templates of the zero-shot classifier, <c>{name}</c> standing for the name; where there are none <c>an emoji of {name}</c>, for data of your
    /// own what <c>data.caption</c> says.
    /// </summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>In what numbers models are evaluated; <c>bf16</c> is faster on a GPU, and tables for comparison are in <c>fp32</c>.</summary>
    public EvaluationPrecision Precision { get; init; }

    /// <summary>
    /// The most memory, in MiB, for what unlearned models share with the original below the block that changed; 0 computes it again. It decides about
    /// time, never about a result, and is in no key.
    /// </summary>
    [Range(0, 1 << 20)]
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>
    /// What the membership attack compares forget pairs with, as the paper does; null compares them with the test pictures, which is all that a data
    /// set without captions allows.
    /// </summary>
    [OmittedWhenNull]
    public UnseenOptions? Unseen { get; init; }
}
