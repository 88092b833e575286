using static TorchSharp.torch;

namespace Slug.Unlearning.ClosedForm;

/// <summary>
/// RECE (Gong et al. 2024): after UCE, look for the vectors that still bring the concept back, <c>c' = (λI + Σ W'ᵀW')⁻¹ (Σ W'ᵀW) c</c> over all key and
/// value matrices (W before, W' after the editing), and erase those by UCE too, from the matrices as they are then.
/// </summary>
public static class ReliableConceptErasing
{
    /// <summary>The authors' λ of the search for c'.</summary>
    public const double Regularization = 1e-3;

    /// <summary>Edits matrices in place.</summary>
    /// <param name="matrices">Keys' and values' weights, <c>[out, width]</c>.</param>
    /// <param name="rows">What is erased, where it goes, what is retained.</param>
    /// <param name="options">The weights of UCE's terms, in every round.</param>
    /// <param name="epochs">Rounds after the first UCE.</param>
    /// <param name="regularization">λ of the search for c'.</param>
    public static void Apply(
        IReadOnlyList<Tensor> matrices, PromptRows rows, ClosedFormOptions options, int epochs = 1, double regularization = Regularization)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        UnifiedConceptEditing.RequireWidth(matrices, rows.Erased.shape[1]);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var originals = matrices.Select(matrix => matrix.detach().clone()).ToList();
        UnifiedConceptEditing.Apply(matrices, rows, options);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var found = Search(originals, matrices, rows.Erased, regularization);
            UnifiedConceptEditing.Apply(matrices, rows with { Erased = found }, options);
        }
    }

    /// <summary>The vectors that the edited matrices send where the original ones send the erased: <c>[rows, width]</c>, in float64.</summary>
    public static Tensor Search(IReadOnlyList<Tensor> originals, IReadOnlyList<Tensor> edited, Tensor erased, double regularization)
    {
        ArgumentNullException.ThrowIfNull(originals);
        ArgumentNullException.ThrowIfNull(edited);
        ArgumentNullException.ThrowIfNull(erased);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var width = erased.shape[1];
        var normal = eye(width, dtype: ScalarType.Float64, device: erased.device).mul(regularization);
        var mixed = zeros(width, width, ScalarType.Float64, erased.device);
        foreach (var (before, after) in originals.Zip(edited))
        {
            using var inner = NewDisposeScope();
            var (w, v) = (before.to_type(ScalarType.Float64), after.to_type(ScalarType.Float64));
            normal.add_(v.t().matmul(v));
            mixed.add_(v.t().matmul(w));
        }

        return linalg.solve(normal, mixed.matmul(erased.to_type(ScalarType.Float64).t())).t().contiguous().MoveToOuterDisposeScope();
    }
}
