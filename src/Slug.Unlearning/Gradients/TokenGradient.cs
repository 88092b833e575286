using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Models.Numbers;
using Slug.Models.Training;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Gradients;

/// <summary>
/// The gradient of the token objective with respect to a text tower's layers, taken once on the original weights: that of <c>−mean ‖z − z₀‖²</c>, so that
/// layers climb along it as along any other. z₀ is held fast.
/// </summary>
public static class TokenGradient
{
    /// <summary>Computes the gradient; the model is left as it was.</summary>
    /// <param name="tower">The text tower.</param>
    /// <param name="layers">Layers of the tower's model. Those that the tower's token outputs do not depend on (pictures' side, the projection, blocks left out) get no gradient.</param>
    /// <param name="captions">The captions, on the tower's device.</param>
    /// <param name="blocks">How many of the tower's blocks are run; null runs all.</param>
    /// <param name="batch">Captions a pass; decides about memory, and about the last digits alone.</param>
    /// <param name="only">The layers whose gradient is wanted, by name; null for all.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    /// <exception cref="NotFiniteNumberException">The loss or a layer's gradient is infinite or NaN.</exception>
    public static GradientSet Compute(
        TextTower tower, LayerSet layers, TokenCaptions captions, int? blocks = null, int batch = 16, Func<string, bool>? only = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tower);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(captions);
        var chosen = layers.Where(layer => only?.Invoke(layer.Name) ?? true).ToList();
        var wanted = chosen.Select(layer => layer.Parameter).ToHashSet(StringComparer.Ordinal);
        var parameters = layers.DistinctBy(layer => layer.Parameter).Select(layer => (layer.Parameter, layer.Whole)).ToList();
        var unwanted = parameters.Where(p => p.Whole.requires_grad && !wanted.Contains(p.Parameter)).Select(p => p.Whole).ToList();
        using var noGrad = no_grad();
        using var targets = TokenObjective.Targets(tower, captions, blocks, batch, cancellation);
        try
        {
            ClipOptimizer.ClearGradients(parameters.Select(p => p.Whole));
            foreach (var parameter in unwanted) parameter.requires_grad = false;
            var (loss, batches) = Climb(tower, captions, targets, blocks, batch, cancellation);
            return new GradientSet(Take(chosen), TokenObjective.Name, loss, batches);
        }
        finally
        {
            foreach (var parameter in unwanted) parameter.requires_grad = true;
            ClipOptimizer.ClearGradients(parameters.Select(p => p.Whole));
        }
    }

    private static (double Loss, int Batches) Climb(TextTower tower, TokenCaptions captions, Tensor targets, int? blocks, int batch, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (rows, counted) = (captions.Tokens.shape[0], captions.Read.sum().item<long>());
        var (total, batches) = (0.0, 0);
        for (long from = 0; from < rows; from += batch, batches++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var count = Math.Min(batch, rows - from);
            Tensor loss;
            using (enable_grad())
            {
                var distance = TokenObjective.Distance(
                    tower, captions.Tokens.narrow(0, from, count), captions.Read.narrow(0, from, count), targets.narrow(0, from, count), blocks);
                loss = distance.div(-counted);
                loss.backward();
            }

            var value = loss.item<float>();
            FiniteNumbers.Require(value, $"the {TokenObjective.Name} loss of batch {batches + 1}");
            total += value;
        }

        return (total, batches);
    }

    private static SortedDictionary<string, Tensor> Take(IReadOnlyList<LayerParameter> layers)
    {
        var gradients = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        using var scope = NewDisposeScope();
        foreach (var parts in layers.GroupBy(layer => layer.Parameter))
        {
            if (parts.First().Whole.grad is not { } gradient) continue;
            foreach (var layer in parts)
            {
                gradients[layer.Name] = layer.View.Of(gradient).DetachFromDisposeScope();
                FiniteNumbers.Require(gradients[layer.Name], $"the {TokenObjective.Name} gradient of '{layer.Name}'");
            }
        }

        return gradients;
    }
}
