using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Training;

/// <summary>Makes AdamW with CLIP's two parameter groups, and keeps the logit scale where CLIP keeps it.</summary>
public static class ClipOptimizer
{
    /// <summary>The largest logit scale: <c>ln 100</c>.</summary>
    public static readonly double MaxLogitScale = Math.Log(100);

    /// <summary>
    /// AdamW over the named parameters: those of two or more dimensions decay, the others (gains, biases, class token, logit scale) do not.
    /// </summary>
    public static AdamW Create(IEnumerable<(string Name, Parameter Parameter)> parameters, AdamWOptions options, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        var all = parameters.Select(p => p.Parameter).ToList();
        AdamW.ParamGroup Group(IEnumerable<Parameter> members, double decay) =>
            new(members.ToList(), learningRate, options.Beta1, options.Beta2, options.Epsilon, decay);
        return optim.AdamW(
            [Group(all.Where(p => p.dim() >= 2), options.WeightDecay), Group(all.Where(p => p.dim() < 2), 0)],
            learningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);
    }

    /// <summary>Sets the learning rate of every group.</summary>
    public static void SetLearningRate(optim.Optimizer optimizer, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    }

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
