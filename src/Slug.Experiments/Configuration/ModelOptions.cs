namespace Slug.Experiments.Configuration;

/// <summary>The CLIP model under study.</summary>
public sealed record ModelOptions
{
    /// <summary>The model card, relative to the repository root: <c>configs/models/emoji-vit-8.json</c>.</summary>
    public required string Card { get; init; }

    /// <summary>The download that holds CLIP's byte-pair merges.</summary>
    public required string Merges { get; init; }
}
