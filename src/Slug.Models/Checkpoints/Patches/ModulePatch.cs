using System.Globalization;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>What a patch does to one module.</summary>
/// <param name="file">The patch.</param>
/// <param name="module">The module.</param>
/// <param name="tensors">The patch's tensors of this module, under whatever names.</param>
/// <param name="strength">What a config says of LoRA's strength; null where there is none.</param>
internal sealed class ModulePatch(ICheckpointFile file, PatchedModule module, IReadOnlyList<PatchTensor> tensors, LoraStrength? strength)
{
    private CheckpointEntry? this[PatchKind kind] => tensors.FirstOrDefault(t => t.Kind == kind)?.Entry;

    /// <summary>What is missing, stands twice or does not fit.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var same in tensors.GroupBy(t => t.Kind).Where(g => g.Skip(1).Any())) yield return $"{string.Join(" and ", same.Select(t => $"'{t.Entry.Name}'"))} are the same part of one module.";
        if (this[PatchKind.Difference] is { } difference && !Matrix(difference.Shape).SequenceEqual(Matrix(module.Shape))) yield return $"{Text(difference)} cannot change {Text(module.Shape)}.";
        if (this[PatchKind.BiasDifference] is { } bias)
        {
            if (!module.HasBias) yield return $"'{bias.Name}' changes a bias, which the module has not.";
            else if (!bias.Shape.SequenceEqual([module.Shape[0]])) yield return $"{Text(bias)} cannot change {Text([module.Shape[0]])}.";
        }

        if (this[PatchKind.Alpha] is { } alpha)
        {
            if (alpha.Shape.Any(extent => extent != 1)) yield return $"'{alpha.Name}' has shape {Text(alpha.Shape)}; an alpha is one number.";
            if (tensors.All(t => t.Kind is PatchKind.Alpha or PatchKind.BiasDifference)) yield return $"'{alpha.Name}' is the alpha of a LoRA without its matrices.";
        }

        var (up, down) = (this[PatchKind.Up], this[PatchKind.Down]);
        if (up is not null && down is not null)
        {
            if (WhyNot(up, down) is { } problem) yield return problem;
        }
        else if (up is not null || down is not null)
        {
            yield return $"'{(up ?? down)!.Name}' is one half of a LoRA only.";
        }
    }

    /// <summary>The changes, in single precision; the caller's dispose scope owns them.</summary>
    /// <param name="problems">Takes products that are beyond it.</param>
    public IReadOnlyList<WeightChange> Changes(List<string> problems)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var changes = new List<WeightChange>();
        if (this[PatchKind.Difference] is { } difference) Add(".weight", difference.Name, Float(difference).view([.. module.Shape]));
        if (this[PatchKind.BiasDifference] is { } bias) Add(".bias", bias.Name, Float(bias));
        if (this[PatchKind.Up] is { } up && this[PatchKind.Down] is { } down)
        {
            // Of convolutions: down has the kernel, up is one of 1 x 1.
            var product = Float(up).flatten(1).matmul(Float(down).flatten(1)).mul(Scale(down)).view([.. module.Shape]);
            if (FiniteScan.IsFinite(product)) Add(".weight", tensors.First(t => t.Kind == PatchKind.Up).Module, product);
            else problems.Add($"'{up.Name}' times '{down.Name}' is beyond single precision.");
        }

        return changes;

        void Add(string kind, string key, Tensor change) => changes.Add(new WeightChange(module.Path + kind, change.MoveToOuterDisposeScope()) { Source = new ChangeSource(file.Path, key) });
    }

    /// <summary>A convolution of one pixel is a linear layer: some programs write matrices of either for both.</summary>
    private static IReadOnlyList<long> Matrix(IReadOnlyList<long> shape) => shape is [var rows, var columns, 1, 1] ? [rows, columns] : shape;

    private static string Text(CheckpointEntry entry) => $"'{entry.Name}' {Text(entry.Shape)}";

    private static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    private string? WhyNot(CheckpointEntry up, CheckpointEntry down)
    {
        var weight = Matrix(module.Shape);
        if (weight.Count < 2) return $"{Text(up)} times {Text(down)} cannot change {Text(weight)}, which is no matrix.";
        if (Matrix(up.Shape) is not [var rows, var rank and > 0] || rows != weight[0] || !Matrix(down.Shape).SequenceEqual([rank, .. weight.Skip(1)]))
            return $"{Text(up)} times {Text(down)} cannot change {Text(weight)}: needed are [{weight[0]}, rank] and [rank, {string.Join(", ", weight.Skip(1))}], of rank 1 or more.";
        if (strength?.Of(module.Path) is not { } said) return null;
        if (said.Rank != rank) return $"'{down.Name}' is of rank {rank}, where {strength.Name} {Says("rank", said.Rank, said.IsRankSaid)}.";
        return this[PatchKind.Alpha] is { } alpha && Number(alpha) is { } own && own != AsStored(said.Alpha, alpha)
            ? string.Create(CultureInfo.InvariantCulture, $"'{alpha.Name}' is {own}, where {strength.Name} {Says("alpha", said.Alpha, said.IsAlphaSaid)}.") : null;

        static string Says(string what, double value, bool isSaid) => string.Create(CultureInfo.InvariantCulture, $"{(isSaid ? "has" : "says none, and PEFT's is")} {what} {value}");
    }

    /// <summary>A number as it is in a tensor's type: half precision rounds.</summary>
    private float AsStored(double value, CheckpointEntry entry)
    {
        using var scope = NewDisposeScope();
        return tensor((float)value).to_type(file.Load(entry.Name).dtype).to_type(ScalarType.Float32).item<float>();
    }

    private double Scale(CheckpointEntry down) => strength?.Of(module.Path)?.Scale ?? (this[PatchKind.Alpha] is { } alpha ? Number(alpha)!.Value / down.Shape[0] : 1);

    private float? Number(CheckpointEntry entry)
    {
        using var scope = NewDisposeScope();
        return entry.Shape.All(extent => extent == 1) ? Float(entry).item<float>() : null;
    }

    private Tensor Float(CheckpointEntry entry) => file.Load(entry.Name).to_type(ScalarType.Float32);
}
