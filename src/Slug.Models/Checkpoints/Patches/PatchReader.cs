using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>
/// Reads patches that people publish: full differences (<c>.diff</c>, <c>.diff_b</c>) and LoRA in kohya's names, in those of diffusers (old and new) and in
/// PEFT's. LoRA's scale is alpha over rank, and 1 where no alpha is given.
/// </summary>
public static partial class PatchReader
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

    /// <summary>Whether a file's names are those of a patch.</summary>
    public static bool IsOne(ICheckpointFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Entries.Count > 0 && file.Entries.All(e => Known(e.Name) is not null || Array.Exists(Others, other => e.Name.Contains(other.Mark, StringComparison.Ordinal)));
    }

    /// <summary>The changes that a patch makes.</summary>
    /// <param name="file">The patch.</param>
    /// <param name="modules">What a module is called in patches, and its tensors: the name, the module's path and the shape of its weight.</param>
    /// <param name="alpha">The LoRA's alpha of a module's path where a config beside the file says so; null takes the file's word.</param>
    /// <returns>Changes by the modules' paths; the caller's dispose scope owns them.</returns>
    /// <exception cref="CheckpointException">Lists all modules that are none, parts that are missing and kinds that are not read.</exception>
    public static IReadOnlyList<WeightChange> Read(ICheckpointFile file, IReadOnlyDictionary<string, PatchedModule> modules, Func<string, int, double?>? alpha = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(modules);
        var problems = new List<string>();
        foreach (var (mark, what) in Others.Where(other => file.Entries.Any(e => e.Name.Contains(other.Mark, StringComparison.Ordinal))).DistinctBy(o => o.What))
            problems.Add($"not supported: {what}. LoRA and full differences are read.");
        var parts = file.Entries.Select(e => (e.Name, Known: Known(e.Name))).Where(e => e.Known is not null).Select(e => (e.Name, e.Known!.Value.Module, e.Known.Value.Kind)).ToList();
        var strangers = parts.Select(p => p.Module).Distinct(StringComparer.Ordinal).Where(m => !modules.ContainsKey(m)).ToList();
        if (strangers.Count > 0)
            problems.Add($"changes {strangers.Count} modules that the pipeline has not: {string.Join(", ", strangers.Take(MostNamed))}{(strangers.Count > MostNamed ? ", …" : "")}. It belongs to another model.");
        if (problems.Count > 0) throw new CheckpointException(file.Path, problems);

        using var noGrad = no_grad();
        var changes = new List<WeightChange>();
        foreach (var group in parts.GroupBy(p => p.Module, StringComparer.Ordinal))
        {
            var module = modules[group.Key];
            var tensors = group.DistinctBy(p => p.Kind).ToDictionary(p => p.Kind, p => p.Name);
            if (tensors.TryGetValue(Kind.Difference, out var difference)) Add(".weight", module.Shape, Float(difference));
            if (tensors.TryGetValue(Kind.BiasDifference, out var bias)) Add(".bias", [module.Shape[0]], Float(bias));
            if (tensors.ContainsKey(Kind.Up) != tensors.ContainsKey(Kind.Down)) problems.Add($"'{group.Key}' has one half of a LoRA only.");
            else if (tensors.TryGetValue(Kind.Up, out var up)) Add(".weight", module.Shape, Product(Float(up), Float(tensors[Kind.Down]), Scale(tensors)));

            double Scale(Dictionary<Kind, string> of)
            {
                var rank = (int)file.Entries.First(e => e.Name == of[Kind.Down]).Shape[0];
                using var scope = NewDisposeScope();
                return of.TryGetValue(Kind.Alpha, out var own) ? Float(own).item<float>() / rank : (alpha?.Invoke(module.Path, rank) ?? rank) / rank;
            }

            void Add(string kind, IReadOnlyList<long> shape, Tensor change)
            {
                if (change.numel() == shape.Aggregate(1L, (product, extent) => product * extent)) changes.Add(new WeightChange(module.Path + kind, change.view([.. shape])));
                else problems.Add($"'{group.Key}' [{string.Join(", ", shape)}] cannot change by [{string.Join(", ", change.shape)}].");
            }
        }

        return problems.Count == 0 ? changes : throw new CheckpointException(file.Path, problems);

        Tensor Float(string name) => file.Load(name).to_type(ScalarType.Float32);
    }

    // Of convolutions: down has the kernel, up is one of 1 x 1.
    private static Tensor Product(Tensor up, Tensor down, double scale)
    {
        if (up.dim() < 2 || down.dim() < 2 || up.flatten(1).shape[1] != down.shape[0]) return up;
        return up.flatten(1).matmul(down.flatten(1)).mul(scale);
    }

    private static (string Module, Kind Kind)? Known(string name)
    {
        foreach (var (old, today) in Processors) name = name.Replace(old, today, StringComparison.Ordinal);
        if (Name().Match(name) is not { Success: true } match) return null;
        return (match.Groups["module"].Value, match.Groups["kind"].Value switch
        {
            "diff" => Kind.Difference,
            "diff_b" => Kind.BiasDifference,
            "alpha" => Kind.Alpha,
            var lora => lora.Contains("up", StringComparison.Ordinal) || lora.Contains("_B", StringComparison.Ordinal) ? Kind.Up : Kind.Down,
        });
    }

    [GeneratedRegex(@"^(?<module>.+)\.(?<kind>diff|diff_b|alpha|lora_(?:up|down)\.weight|lora\.(?:up|down)\.weight|lora_[AB](?:\.default)?\.weight)$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    private enum Kind
    {
        Up,
        Down,
        Alpha,
        Difference,
        BiasDifference,
    }
}
