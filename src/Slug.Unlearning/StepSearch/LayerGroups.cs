using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using static TorchSharp.torch;

namespace Slug.Unlearning.StepSearch;

/// <summary>What a single layer is compared with: the same search with one step size for several layers at once, up to the whole model.</summary>
public static class LayerGroups
{
    /// <summary>All layers on the Pareto fronts of both towers.</summary>
    public const string ParetoLayers = "pareto-layers";

    /// <summary>Every parameter that the forget loss depends on.</summary>
    public const string WholeModel = "whole-model";

    /// <summary>The layers of a group.</summary>
    /// <param name="group"><see cref="ParetoLayers"/> or <see cref="WholeModel"/>.</param>
    /// <param name="model">The model's layers.</param>
    /// <param name="table">The scored layers.</param>
    /// <param name="forget">The gradient of the forget loss; the whole model needs that of every parameter.</param>
    /// <exception cref="ArgumentException">There is no such group, or the whole model's gradient was not kept.</exception>
    public static LayerMove Of(string group, LayerSet model, LayerTable table, GradientSet forget)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(forget);
        switch (group)
        {
            case ParetoLayers: return new LayerMove(group, [.. LayerChoice.Candidates(table, [LayerChoice.Pareto]).Select(l => l.Name)]);
            case WholeModel when model.All(l => forget.Contains(l.Name)): return new LayerMove(group, [.. forget.Names.Where(n => IsUsed(forget[n]))]);
            case WholeModel: throw new ArgumentException("The whole model's update needs the gradient of every parameter: set grads.store to 'all'.", nameof(forget));
            default: throw new ArgumentException($"There is no group of layers '{group}'; there are '{ParetoLayers}' and '{WholeModel}'.", nameof(group));
        }
    }

    private static bool IsUsed(Tensor gradient)
    {
        using var noGrad = no_grad();
        using var norm = gradient.norm();
        return norm.item<float>() > 0;
    }
}
