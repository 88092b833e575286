using Slug.Models.Parity;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Methods;
using static TorchSharp.torch;

namespace Slug.Unlearning.Parity;

/// <summary>
/// Compares the comparison methods with a reference: the saliency mask, three epochs of dampening, and one epoch of each gradient method with a
/// constant learning rate of 1e-3. A folder need not have all of the files; each is compared where it is there.
/// </summary>
internal static class MethodParity
{
    private static readonly (string File, MethodKind Kind)[] Epochs =
    [
        ("ft_epoch1.safetensors", MethodKind.FineTuning),
        ("ga_epoch1.safetensors", MethodKind.GradientAscent),
        ("gaft_epoch1.safetensors", MethodKind.AscentAndFineTuning),
        ("salun_epoch1.safetensors", MethodKind.SaliencyUnlearning),
    ];

    public static IEnumerable<ParityRow> Run(ClipReference reference, GradientSet forget)
    {
        if (reference.Has("salun_mask.safetensors")) yield return Mask(reference, forget);
        if (reference.Has("ssd_after3.safetensors"))
            yield return Weights(reference, "ssd_after3.safetensors", MethodKind.SelectiveDampening, epochs: 3, "SSD, 3 epochs");
        foreach (var (file, kind) in Epochs.Where(e => reference.Has(e.File)))
            yield return Weights(reference, file, kind, epochs: 1, $"{MethodNames.Of(kind).ToUpperInvariant()}, 1 epoch");
    }

    private static ParityRow Mask(ClipReference reference, GradientSet forget)
    {
        using var scope = NewDisposeScope();
        var expected = reference.Load("salun_mask.safetensors");
        using var mask = SaliencyMask.Of(forget, reference.Model.Layers, 0.5);
        double different = expected.Sum(e => e.Value.to(reference.Device).to_type(ScalarType.Bool).ne(mask[e.Key]).sum().item<long>());
        // Gradients on the two sides of the threshold may change places within their rounding.
        return new ParityRow("SalUn mask, elements that differ", different, different / expected.Sum(e => e.Value.numel()), Comparison.Gradients);
    }

    private static ParityRow Weights(ClipReference reference, string file, MethodKind kind, int epochs, string quantity)
    {
        using var scope = NewDisposeScope();
        using var model = reference.LoadModel();
        var data = new MethodData(
            _ => reference.Batches("forget"), _ => reference.Batches("retain"), reference.Batches("forget").Count(), reference.Batches("retain").Count());
        ComparisonMethod.Run(model, kind, data, new MethodOptions { Epochs = epochs, LearningRate = 1e-3, ConstantLearningRate = true }, _ => true);
        var rows = reference.Load(file).Select(e => Comparison.Of($"{quantity}: {e.Key}", e.Value, model.get_parameter(e.Key)!, Comparison.Gradients)).ToList();
        var worst = rows.MaxBy(r => r.MaxRelativeError)!;
        return worst.Passed ? worst with { Quantity = $"{quantity} ({rows.Count} tensors)", MaxAbsoluteError = rows.Max(r => r.MaxAbsoluteError) } : worst;
    }
}
