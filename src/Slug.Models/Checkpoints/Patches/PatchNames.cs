using System.Text.RegularExpressions;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>What a tensor of a patch is.</summary>
internal enum PatchKind
{
    /// <summary>LoRA's <c>[out, rank]</c>.</summary>
    Up,

    /// <summary>LoRA's <c>[rank, in]</c>.</summary>
    Down,

    /// <summary>LoRA's alpha.</summary>
    Alpha,

    /// <summary>What is added to a weight.</summary>
    Difference,

    /// <summary>What is added to a bias.</summary>
    BiasDifference,
}

/// <summary>A tensor of a patch.</summary>
/// <param name="Entry">The tensor, not yet read.</param>
/// <param name="Module">The module, as the file names it.</param>
/// <param name="Kind">What it is.</param>
internal sealed record PatchTensor(CheckpointEntry Entry, string Module, PatchKind Kind);

/// <summary>The names that tensors of patches have: full differences, and LoRA in kohya's names, in those of diffusers (old and new) and in PEFT's.</summary>
internal static partial class PatchNames
{
    private const int MostNamed = 10;

    private static readonly (string Mark, string What)[] Others =
        [(".hada_", "LoHa"), (".lokr_", "LoKr"), (".dora_scale", "DoRA"), (".lora_magnitude_vector", "DoRA"), (".lora_mid.", "LoCon with a core (lora_mid)"), (".oft_", "OFT"), (".glora_", "GLoRA")];

    // Old files of diffusers have the projections of an attention beside it.
    private static readonly (string Old, string New)[] Processors =
    [
        (".processor.to_q_lora.", ".to_q.lora."), (".processor.to_k_lora.", ".to_k.lora."), (".processor.to_v_lora.", ".to_v.lora."), (".processor.to_out_lora.", ".to_out.0.lora."),
        (".lora_linear_layer.", ".lora."), (".to_out_lora.", ".to_out.0.lora."),
    ];

    /// <summary>Whether a file has tensors of a patch. An alpha may be a model's own parameter too, so that it alone says nothing.</summary>
    public static bool AreOf(ICheckpointFile file) =>
        file.Entries.Any(e => IsOther(e.Name) || Known(e) is { Kind: not PatchKind.Alpha }) || (file.Entries.Count > 0 && file.Entries.All(e => Known(e) is not null));

    /// <summary>What a tensor is by its name; null where that is none of a patch's that is read.</summary>
    public static PatchTensor? Known(CheckpointEntry entry)
    {
        var today = Processors.Aggregate(entry.Name, (now, names) => now.Replace(names.Old, names.New, StringComparison.Ordinal));
        if (Name().Match(today) is not { Success: true } match) return null;
        return new PatchTensor(entry, match.Groups["module"].Value, match.Groups["kind"].Value switch
        {
            "diff" => PatchKind.Difference,
            "diff_b" => PatchKind.BiasDifference,
            "alpha" => PatchKind.Alpha,
            var lora => lora.Contains("up", StringComparison.Ordinal) || lora.Contains("_B", StringComparison.Ordinal) ? PatchKind.Up : PatchKind.Down,
        });
    }

    /// <summary>What of a patch's names is not read: other kinds of patches, and names of nothing.</summary>
    public static IEnumerable<string> Problems(ICheckpointFile file)
    {
        foreach (var (_, what) in Others.Where(other => file.Entries.Any(e => e.Name.Contains(other.Mark, StringComparison.Ordinal))).DistinctBy(o => o.What))
            yield return $"not supported: {what}. LoRA and full differences are read.";
        var unknown = file.Entries.Where(e => !IsOther(e.Name) && Known(e) is null).Select(e => $"'{e.Name}'").ToList();
        if (unknown.Count > 0) yield return $"{unknown.Count} of {file.Entries.Count} tensors are not understood: {Some(unknown)}. LoRA and full differences are read.";
    }

    /// <summary>The first of a list that may be long.</summary>
    public static string Some(IReadOnlyCollection<string> names) => $"{string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", …" : "")}";

    private static bool IsOther(string name) => Array.Exists(Others, other => name.Contains(other.Mark, StringComparison.Ordinal));

    [GeneratedRegex(@"^(?<module>.+)\.(?<kind>diff|diff_b|alpha|lora_(?:up|down)\.weight|lora\.(?:up|down)\.weight|lora_[AB](?:\.default)?\.weight)$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
