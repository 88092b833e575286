using Slug.Models.Clip;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Unlearning.StepSearch;

/// <summary>
/// What a single layer is compared with: the same search with one step size for several layers at once, up to the whole model. Norms are those
/// of all layers written behind each other, so that the first step has the size it has for one layer.
/// </summary>
public static class GroupSearch
{
    /// <summary>All layers on the Pareto fronts of both towers.</summary>
    public const string ParetoLayers = "pareto-layers";

    /// <summary>Every parameter that the forget loss depends on.</summary>
    public const string WholeModel = "whole-model";

    /// <summary>The layers of a group.</summary>
    /// <param name="group"><see cref="ParetoLayers"/> or <see cref="WholeModel"/>.</param>
    /// <param name="table">The scored layers.</param>
    /// <param name="forget">The gradient of the forget loss; the whole model needs that of every parameter.</param>
    /// <exception cref="ArgumentException">There is no such group, or the whole model's gradient was not kept.</exception>
    public static IReadOnlyList<string> LayersOf(string group, LayerTable table, GradientSet forget)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(forget);
        switch (group)
        {
            case ParetoLayers: return [.. LayerChoice.Candidates(table, [LayerChoice.Pareto]).Select(l => l.Name)];
            case WholeModel when forget.Names.Any(n => n.EndsWith(".bias", StringComparison.Ordinal)): return [.. forget.Names.Where(n => Norm(forget[n]) > 0)];
            case WholeModel: throw new ArgumentException("The whole model's update needs the gradient of every parameter: set grads.store to 'all'.", nameof(forget));
            default: throw new ArgumentException($"There is no group of layers '{group}'; there are '{ParetoLayers}' and '{WholeModel}'.", nameof(group));
        }
    }

    /// <summary>Searches the step size of a group; the model's weights are left as they were.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The group's name, which stands for a layer's in the result.</param>
    /// <param name="layers">The parameters that move.</param>
    /// <param name="forget">The gradient of the forget loss.</param>
    /// <param name="probe">Measures the model.</param>
    /// <param name="options">How to search.</param>
    /// <param name="cancellation">Stops between two evaluations.</param>
    /// <exception cref="ArgumentException">There are no layers, or the model lacks one.</exception>
    public static StepSearchResult Run(
        ClipModel model, string name, IReadOnlyList<string> layers, GradientSet forget, IUnlearningProbe probe, StepSearchOptions options,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(forget);
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(options);
        if (layers.Count == 0) throw new ArgumentException($"The group '{name}' has no layers.", nameof(layers));
        var weights = Norm(layers.Select(l => (Tensor)(model.get_parameter(l) ?? throw new ArgumentException($"The model has no layer '{l}'.", nameof(layers)))));
        var gradients = Norm(layers.Select(l => forget[l]));
        if (!(gradients > 0) || !(weights > 0)) return new StepSearchResult(name, [], null, 0);
        probe.Focus(layers);
        using var trial = new AppliedUpdate(model, layers, forget);
        return StepSizeSearch.Run(name, weights, gradients, trial, probe, options, cancellation);
    }

    private static double Norm(IEnumerable<Tensor> parts) => Math.Sqrt(parts.Sum(part => Math.Pow(Norm(part), 2)));

    private static double Norm(Tensor tensor)
    {
        using var noGrad = no_grad();
        using var norm = tensor.norm();
        return norm.item<float>();
    }
}
