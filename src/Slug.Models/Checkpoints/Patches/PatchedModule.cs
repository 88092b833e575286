namespace Slug.Models.Checkpoints.Patches;

/// <summary>A module that a patch may change.</summary>
/// <param name="Path">Its path in the model: <c>text_encoder.</c> or <c>unet.</c> and the module's name.</param>
/// <param name="Shape">The shape of its weight.</param>
/// <param name="HasBias">Whether it has a bias.</param>
public sealed record PatchedModule(string Path, IReadOnlyList<long> Shape, bool HasBias);
