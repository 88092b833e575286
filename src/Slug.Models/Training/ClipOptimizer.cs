using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Training;

/// <summary>What surrounds an optimiser's step: gradients are forgotten, and the logit scale stays where CLIP keeps it.</summary>
public static class ClipOptimizer
{
    /// <summary>The largest logit scale: <c>ln 100</c>.</summary>
    public static readonly double MaxLogitScale = Math.Log(100);

    /// <summary>Clamps the logit scale to <c>[0, ln 100]</c>, as CLIP does after every step.</summary>
    public static void ClampLogitScale(Tensor logitScale)
    {
        ArgumentNullException.ThrowIfNull(logitScale);
        using var noGrad = no_grad();
        logitScale.clamp_(0, MaxLogitScale);
    }

    /// <summary>Forgets the gradients, so that the next backward pass stores its own instead of adding to them.</summary>
    public static void ClearGradients(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var parameter in parameters) parameter.grad = null;
    }
}
