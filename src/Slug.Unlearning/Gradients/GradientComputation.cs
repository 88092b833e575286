using Slug.Models.Clip;
using Slug.Models.Devices;
using Slug.Models.Layers;
using Slug.Models.Numbers;
using Slug.Models.Training;
using Slug.Unlearning.Moments;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Gradients;

/// <summary>
/// One pass over a set on the original weights (METHOD section 1): the mean over its batches of each batch's gradient. Gradients are
/// forgotten between batches and between sets; the model is left as it was.
/// </summary>
public static class GradientComputation
{
    /// <summary>Computes the mean gradient.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batches">The set; each batch is disposed after use.</param>
    /// <param name="objective">The loss.</param>
    /// <param name="progress">Called with the number of batches done.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <param name="only">The layers whose gradient is wanted, by name; null for all. What is left out costs neither time nor memory.</param>
    /// <param name="expect">
    /// Told of each batch's captions, int64 <c>[batch, tokens]</c> cut to the longest, before the model runs on it: see <see cref="MomentGathering.Expect"/>.
    /// </param>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    /// <exception cref="NotFiniteNumberException">A batch's loss or a layer's gradient is infinite or NaN.</exception>
    public static GradientSet Compute(
        ClipModel model, IEnumerable<PairBatch> batches, Objective objective, Action<int>? progress = null, CancellationToken cancellation = default,
        Func<string, bool>? only = null, Action<Tensor>? expect = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(objective);
        var layers = model.Layers.Where(layer => only?.Invoke(layer.Name) ?? true).ToList();
        var wanted = layers.Select(layer => layer.Parameter).ToHashSet(StringComparer.Ordinal);
        var unwanted = model.named_parameters().Where(p => p.parameter.requires_grad && !wanted.Contains(p.name)).Select(p => p.parameter).ToList();
        using var noGrad = no_grad();
        using var embedding = wanted.Any(LayerNames.IsTokenEmbedding) ? zeros_like(model.TokenEmbedding.get_parameter("weight")!).DetachFromDisposeScope() : null;
        try
        {
            ClipOptimizer.ClearGradients(model.parameters());
            foreach (var parameter in unwanted) parameter.requires_grad = false;
            using var losses = new LossSum(objective.Name);
            var count = 0;
            foreach (var batch in batches)
            {
                using (batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    losses.Add(AddGradients(model, batch, objective, embedding, expect));
                    count++;
                    progress?.Invoke(count);
                }
            }

            if (count == 0) throw new ArgumentException($"The set whose {objective.Name} gradient is asked for has no pairs.", nameof(batches));
            return new GradientSet(TakeMeans(layers, embedding, count, objective.Name), objective.Name, losses.Total() / count, count);
        }
        finally
        {
            foreach (var parameter in unwanted) parameter.requires_grad = true;
            ClipOptimizer.ClearGradients(model.parameters());
        }
    }

    /// <summary>
    /// Adds a batch's gradient to those that the parameters hold: the sum needs no memory of its own, which at full size is a third of the pass.
    /// </summary>
    /// <returns>The batch's loss, a scalar on the model's device.</returns>
    private static Tensor AddGradients(ClipModel model, PairBatch batch, Objective objective, Tensor? embedding, Action<Tensor>? expect)
    {
        using var scope = NewDisposeScope();
        Tensor loss;
        UsedEmbeddingRows rows;
        using (enable_grad())
        {
            var host = TextTower.CutToLongest(batch.Tokens, model.Config.Text.EndOfText);
            expect?.Invoke(host);
            rows = new UsedEmbeddingRows(model, host, embedding is not null);
            var tokens = Accelerator.Send(host, model.LogitScale.device);
            loss = objective.Evaluate(model, batch.Images, tokens, model.TextTower.AddPositions(rows.Vectors));
            loss.backward();
        }

        if (embedding is not null) rows.AddGradientTo(embedding);
        return loss.detach().DetachFromDisposeScope();
    }

    /// <summary>Adds up losses, reading each only when the next one is there: a GPU that is asked for a number has nothing to do until the next batch.</summary>
    private sealed class LossSum(string objective) : IDisposable
    {
        private int _read;
        private Tensor? _last;
        private double _sum;

        public void Add(Tensor loss)
        {
            Total();
            _last = loss;
        }

        public double Total()
        {
            if (_last is not null)
            {
                var loss = _last.item<float>();
                FiniteNumbers.Require(loss, $"the {objective} loss of batch {++_read}");
                _sum += loss;
            }

            Dispose();
            return _sum;
        }

        public void Dispose()
        {
            _last?.Dispose();
            _last = null;
        }
    }

    /// <summary>Takes the sums from the parameters, divides them by the number of batches, and shows each layer its part.</summary>
    private static SortedDictionary<string, Tensor> TakeMeans(IReadOnlyList<LayerParameter> layers, Tensor? embedding, int count, string objective)
    {
        using var scope = NewDisposeScope();
        var means = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var parts in layers.GroupBy(layer => layer.Parameter))
        {
            var parameter = parts.First().Whole;
            // A parameter that the loss does not use (the logit scale under 1 − cos) has no gradient: it counts as zero.
            var mean = (LayerNames.IsTokenEmbedding(parts.Key) ? embedding!.alias() : parameter.grad ?? zeros_like(parameter)).div_(count);
            foreach (var layer in parts)
            {
                means[layer.Name] = layer.View.Of(mean);
                FiniteNumbers.Require(means[layer.Name], $"the {objective} gradient of '{layer.Name}'");
            }
        }

        foreach (var mean in means.Values) mean.DetachFromDisposeScope();
        return means;
    }
}
