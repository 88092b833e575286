using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>
/// Attention of Stable Diffusion 2's text encoder, whose queries, keys and values are one matrix in its own program: A1111 changes such an attention only
/// where a patch has all four of its projections.
/// </summary>
internal static class FusedAttention
{
    private const string Attention = "self_attn.";

    private static readonly string[] Projections = ["q_proj", "k_proj", "v_proj", "out_proj"];

    /// <summary>The projections beside the changed ones that are not in the patch, each with a change of its shape.</summary>
    public static IReadOnlyList<(string Module, Tensor Like)> Missing(IReadOnlyCollection<WeightChange> changes)
    {
        var there = changes.Where(change => change.IsMatrix).Select(change => change.Module).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from change in changes
               where change.IsMatrix
               let attention = change.Module[..(change.Module.LastIndexOf('.') + 1)]
               where attention.EndsWith(Attention, StringComparison.Ordinal)
               from projection in Projections
               where there.Add(attention + projection)
               select (attention + projection, change.Change),
        ];
    }
}
