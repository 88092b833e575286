using Slug.Models.Checkpoints;

namespace Slug.Models.Diffusion;

/// <summary>
/// Names of the VAE's middle attention before diffusers 0.17, which most files on the hub still have: <c>query</c>, <c>key</c>, <c>value</c> and
/// <c>proj_attn</c>. Files of before that have them as 1x1 convolutions.
/// </summary>
internal static class VaeNames
{
    private const string Attention = ".mid_block.attentions.0.";

    private static readonly (string Old, string New)[] Renamed =
        [("query.", "to_q."), ("key.", "to_k."), ("value.", "to_v."), ("proj_attn.", "to_out.0.")];

    /// <summary>The checkpoint under today's names.</summary>
    public static ICheckpointFile WithoutOld(ICheckpointFile file) => new CheckpointView(file, file.Entries.Select(Today));

    private static RenamedEntry Today(CheckpointEntry entry)
    {
        if (entry.Name.IndexOf(Attention, StringComparison.Ordinal) is not (> 0 and var at)) return new RenamedEntry(entry.Name, entry.Name);
        var (prefix, part) = (entry.Name[..(at + Attention.Length)], entry.Name[(at + Attention.Length)..]);
        foreach (var (old, today) in Renamed)
        {
            if (part.StartsWith(old, StringComparison.Ordinal)) part = today + part[old.Length..];
        }

        // Linear layers that were stored as 1x1 convolutions.
        return new RenamedEntry(prefix + part, entry.Name, entry.Shape is [var output, var input, 1, 1] ? [output, input] : null);
    }
}
