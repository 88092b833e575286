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

    /// <summary>The Pareto front of one tower.</summary>
    public IReadOnlyList<LayerScore> Front(Tower tower) => ParetoFront.Of(Of(tower));

    /// <summary>Scores the candidate layers of a model.</summary>
    /// <param name="model">The model whose weights the gradients were taken on.</param>
    /// <param name="forget">The gradient of the forget loss.</param>
    /// <param name="retain">The gradient of the retain loss.</param>
    public static LayerTable Score(nn.Module model, GradientSet forget, GradientSet retain)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(forget);
        ArgumentNullException.ThrowIfNull(retain);
        using var noGrad = no_grad();
        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter, StringComparer.Ordinal);
        return new LayerTable([.. LayerCandidates.Of(model.named_parameters().Select(p => p.name))
            .Select(candidate => Score(candidate.Name, candidate.Tower, weights[candidate.Name], forget[candidate.Name], retain[candidate.Name]))]);
    }

    private static LayerScore Score(string name, Tower tower, Tensor weight, Tensor forget, Tensor retain)
    {
        using var scope = NewDisposeScope();
        double weightNorm = weight.norm().item<float>(), forgetNorm = forget.norm().item<float>(), retainNorm = retain.norm().item<float>();
        // Each gradient is brought to length one before the product: gradients of 1e-8 would else underflow.
        var cosine = forget.div(Math.Max(forgetNorm, Epsilon)).mul(retain.div(Math.Max(retainNorm, Epsilon))).sum().item<float>();
        return new LayerScore(name, tower, weightNorm > 0 ? forgetNorm / weightNorm : 0, Math.Abs(cosine), weightNorm, forgetNorm);
    }
}
