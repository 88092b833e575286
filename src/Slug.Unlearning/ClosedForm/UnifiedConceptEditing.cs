using static TorchSharp.torch;

namespace Slug.Unlearning.ClosedForm;

/// <summary>
/// UCE (Gandikota et al. 2024, equation 7): every key and value matrix W of the attention to the prompt becomes
/// <c>W' = (λW + e Σ v* cᵀ + p Σ W cⱼ cⱼᵀ)(λI + e Σ c cᵀ + p Σ cⱼ cⱼᵀ)⁻¹</c> with <c>v* = W c_guide</c>, so that W' sends an erased vector c where W sends
/// its guide, and retained vectors cⱼ where W sends them. Since v* is W times something too, <c>W' = W·M</c> with one M for all matrices.
/// </summary>
public static class UnifiedConceptEditing
{
    /// <summary>M, <c>[width, width]</c> in float64; computed once for all matrices.</summary>
    public static Tensor Transform(PromptRows rows, ClosedFormOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (erased, guide) = (rows.Erased.to_type(ScalarType.Float64), rows.Guide.to_type(ScalarType.Float64));
        var common = eye(erased.shape[1], dtype: ScalarType.Float64, device: erased.device).mul(options.Stay);
        if (rows.Retained is not null)
        {
            var retained = rows.Retained.to_type(ScalarType.Float64);
            common = common.add(retained.t().matmul(retained).mul(options.PreserveOf(rows.RetainedPrompts)));
        }

        var target = common.add(guide.t().matmul(erased).mul(options.Erase));
        var normal = common.add(erased.t().matmul(erased).mul(options.Erase));
        // M = target · normal⁻¹, and normal is symmetric.
        return linalg.solve(normal, target.t()).t().contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Edits matrices in place.</summary>
    /// <param name="matrices">Keys' and values' weights, <c>[out, width]</c>.</param>
    /// <param name="rows">What is erased, where it goes, what is retained.</param>
    /// <param name="options">The weights of the terms.</param>
    public static void Apply(IReadOnlyList<Tensor> matrices, PromptRows rows, ClosedFormOptions options)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        ArgumentNullException.ThrowIfNull(rows);
        RequireWidth(matrices, rows.Erased.shape[1]);
        using var noGrad = no_grad();
        using var transform = Transform(rows, options);
        foreach (var matrix in matrices)
        {
            using var scope = NewDisposeScope();
            matrix.copy_(matrix.to_type(ScalarType.Float64).matmul(transform));
        }
    }

    // A wrong shape aborts the process in libtorch's matrix product, so it is met here.
    internal static void RequireWidth(IReadOnlyList<Tensor> matrices, long width)
    {
        if (matrices.FirstOrDefault(matrix => matrix.dim() != 2 || matrix.shape[1] != width) is { } odd)
            throw new ArgumentException($"The matrices take vectors of width {width}, one has the shape [{string.Join(", ", odd.shape)}].", nameof(matrices));
    }
}
