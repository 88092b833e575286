using System.ComponentModel.DataAnnotations;
using Slug.Data.WebDataset;

namespace Slug.Experiments.Configuration;

/// <summary>
/// Image-text pairs that the model never saw, from which the membership attack tells a forget set (METHOD section 4). The paper's are a shard of
/// Conceptual Captions.
/// </summary>
public sealed record UnseenOptions
{
    /// <summary>The downloads of the pairs: webdataset tars of captioned images, or by <c>file</c> folders of such, read as one set in this order.</summary>
    [MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<string> From { get; init; }

    /// <summary>Pairs to take, a seeded sample; all where there are fewer. The attack compares as many as the forget set has.</summary>
    [Range(ConceptShards.SmallestForgetSet, 1_000_000)]
    public int Pairs { get; init; } = 10_000;
}
