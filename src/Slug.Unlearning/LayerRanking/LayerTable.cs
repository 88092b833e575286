using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using static TorchSharp.torch;

namespace Slug.Unlearning.LayerRanking;

/// <summary>The candidate layers of a model with their scores, and the Pareto front of each tower.</summary>
public sealed class LayerTable
{
    private const double Epsilon = 1e-6;

    /// <summary>Makes a table of scored layers.</summary>
    public LayerTable(IReadOnlyList<LayerScore> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Layers = layers;
    }

    /// <summary>All candidate layers, in the model's order.</summary>
    public IReadOnlyList<LayerScore> Layers { get; }

    /// <summary>The layers of one tower.</summary>
    public IReadOnlyList<LayerScore> Of(Tower tower) => [.. Layers.Where(l => l.Tower == tower)];

    /// <summary>The Pareto front of one tower, or that and what lies just behind it.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="dominators">How many layers may be better than one that is taken.</param>
    public IReadOnlyList<LayerScore> Front(Tower tower, int dominators = 0) => ParetoFront.Of(Of(tower), dominators);

    /// <summary>
    /// The layers that are on the language tower's Pareto front for some text encoder that was taken from it: one has the tower's first blocks, however many (Stable Diffusion 2 all
    /// but the last), and no projection. A layer that such an encoder has not may dominate one that it has.
    /// </summary>
    public IReadOnlyList<LayerScore> EncoderFronts
    {
        get
        {
            List<LayerScore> tokens = [.. Of(Tower.Language).Where(layer => !LayerNames.IsTextProjection(layer.Name))];
            var fronts = tokens.Select(Block).Distinct().SelectMany(last => ParetoFront.Of([.. tokens.Where(layer => Block(layer) <= last)], 0)).ToHashSet();
            return [.. tokens.Where(fronts.Contains)];

            // What is before all blocks, or behind them as the last normalisation is, every encoder has.
            static int Block(LayerScore layer) => LayerNames.BlockOf(layer.Name) ?? -1;
        }
    }

    /// <summary>Scores the candidate layers of a model.</summary>
    /// <param name="layers">The layers of the model whose weights the gradients were taken on.</param>
    /// <param name="forget">The gradient of the forget loss. Layers that it is not of do not lend themselves to anything and are left out: those that the loss does not depend on.</param>
    /// <param name="retain">The gradient of the retain loss.</param>
    public static LayerTable Score(LayerSet layers, GradientSet forget, GradientSet retain)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(forget);
        ArgumentNullException.ThrowIfNull(retain);
        using var noGrad = no_grad();
        return new LayerTable([.. layers.Candidates.Where(layer => forget.Contains(layer.Name)).Select(layer => Score(layer, forget[layer.Name], retain[layer.Name]))]);
    }

    private static LayerScore Score(LayerParameter layer, Tensor forget, Tensor retain)
    {
        using var scope = NewDisposeScope();
        double weightNorm = layer.Value.norm().item<float>(), forgetNorm = forget.norm().item<float>(), retainNorm = retain.norm().item<float>();
        // Each gradient is brought to length one before the product: gradients of 1e-8 would else underflow.
        var cosine = forget.div(Math.Max(forgetNorm, Epsilon)).mul(retain.div(Math.Max(retainNorm, Epsilon))).sum().item<float>();
        return new LayerScore(layer.Name, layer.Tower, weightNorm > 0 ? forgetNorm / weightNorm : 0, Math.Abs(cosine), weightNorm, forgetNorm);
    }
}
