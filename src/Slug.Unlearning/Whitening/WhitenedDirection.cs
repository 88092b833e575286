using Slug.Models.Clip;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Moments;
using static TorchSharp.torch;

namespace Slug.Unlearning.Whitening;

/// <summary>
/// The gradient of the forget loss against what the layer is given by the retain set: <c>g (C / mean(diag C) + d I)⁻¹</c> with <c>C = mean(x xᵀ)</c>. Of all
/// changes of a linear layer that raise the forget loss equally, to first order, it is the one that moves the layer's outputs on retained
/// inputs least; the damping d keeps it from running off where retained inputs are nearly zero.
/// </summary>
public static class WhitenedDirection
{
    /// <summary>Whitens a gradient; layers without inputs of that kind (norms, biases, embeddings) keep theirs.</summary>
    /// <param name="gradient">The gradient of the forget loss.</param>
    /// <param name="model">The model.</param>
    /// <param name="moments">The second moments of the inputs over the retain set.</param>
    /// <param name="damping">d: a share of the inputs' mean square.</param>
    /// <returns>A direction of each layer of the gradient, float32; the caller's.</returns>
    public static GradientSet Of(GradientSet gradient, ClipModel model, SecondMoments moments, double damping)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(damping);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var inputs = ClipInputs.Of(model).ToDictionary(i => i.Parameter, StringComparer.Ordinal);
        var directions = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        // Queries, keys and values are parts of one parameter: its factor is made once.
        foreach (var parts in gradient.Names.Select(name => model.Layers[name]).GroupBy(layer => layer.Parameter))
        {
            using var inner = NewDisposeScope();
            var factor = inputs.TryGetValue(parts.Key, out var input) && moments.Contains(parts.Key) ? Factor(moments.MeanOf(parts.Key), damping) : null;
            foreach (var layer in parts)
            {
                var g = gradient[layer.Name];
                var inputFirst = input is not null && input.InputFirst != layer.View.Transposed;
                directions[layer.Name] = (factor is null ? g.clone() : Of(g, factor, inputFirst)).DetachFromDisposeScope();
            }
        }

        return GradientSet.Of(gradient.Loss, directions);
    }

    /// <summary>Whitens the gradient of one linear layer.</summary>
    /// <param name="gradient"><c>[out, in]</c>, or a convolution's <c>[out, channels, height, width]</c>.</param>
    /// <param name="secondMoment">C, float64 <c>[in, in]</c>.</param>
    /// <param name="damping">d.</param>
    /// <returns>The direction, of the gradient's shape and type; the caller's.</returns>
    public static Tensor Of(Tensor gradient, Tensor secondMoment, double damping)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(secondMoment);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var factor = Factor(secondMoment, damping);
        return (factor is null ? gradient.clone() : Of(gradient, factor, inputFirst: false)).MoveToOuterDisposeScope();
    }

    /// <summary>The Cholesky factor of <c>C / mean(diag C) + d I</c>; null where all inputs are zero, and no direction is better than another.</summary>
    private static Tensor? Factor(Tensor secondMoment, double damping)
    {
        var scale = secondMoment.diagonal().mean().item<double>();
        if (!(scale > 0)) return null;
        var width = secondMoment.shape[0];
        return linalg.cholesky(secondMoment.div(scale).add(eye(width, dtype: ScalarType.Float64, device: secondMoment.device).mul(damping)));
    }

    private static Tensor Of(Tensor gradient, Tensor factor, bool inputFirst)
    {
        // One column per output: the factor solves for all of them at once.
        var columns = (inputFirst ? gradient : gradient.flatten(1).t()).to_type(ScalarType.Float64);
        var solved = columns.cholesky_solve(factor, upper: false);
        return (inputFirst ? solved : solved.t().reshape(gradient.shape)).to_type(gradient.dtype).contiguous();
    }
}
