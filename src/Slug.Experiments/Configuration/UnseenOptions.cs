using System.ComponentModel.DataAnnotations;
using Slug.Data.WebDataset;
using Slug.Pipeline.Keys;

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

    /// <summary>
    /// The key of the tars' JSON members that holds the caption; null for the usual places, the member <c>txt</c>, else <c>caption</c> or <c>text</c> in JSON.
    /// </summary>
    [OmittedWhenNull, MinLength(1)]
    public string? CaptionKey { get; init; }

    /// <summary>
    /// The encoding of captions that have no byte order mark and are not UTF-8, as the web names it: <c>windows-1252</c>, <c>shift_jis</c>, <c>gb18030</c>.
    /// </summary>
    [OmittedWhenNull, MinLength(1)]
    public string? CaptionEncoding { get; init; }
}
