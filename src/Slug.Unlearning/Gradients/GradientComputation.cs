using Slug.Models.Clip;
using Slug.Models.Training;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Gradients;

/// <summary>
/// One pass over a set on the original weights (METHOD section 1): the mean over its batches of each batch's gradient. Gradients are
/// forgotten between batches and between sets; the model is left as it was.
/// </summary>
public static class GradientComputation
{
    /// <summary>Pairs a batch, as in the reference.</summary>
    public const int BatchSize = 16;

    private const string TokenEmbedding = "token_embedding.weight";

    /// <summary>Computes the mean gradient.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batches">The set; each batch is disposed after use.</param>
    /// <param name="objective">The loss.</param>
    /// <param name="progress">Called with the number of batches done.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public static GradientSet Compute(
        ClipModel model, IEnumerable<PairBatch> batches, Objective objective, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(objective);
        var parameters = model.named_parameters().ToList();
        var sums = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in parameters) sums[name] = zeros_like(parameter).DetachFromDisposeScope();
        try
        {
            var (count, loss) = (0, 0.0);
            foreach (var batch in batches)
            {
                using (batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    loss += AddGradients(model, batch, objective, parameters, sums);
                    count++;
                    progress?.Invoke(count);
                }
            }

            if (count == 0) throw new ArgumentException($"The set whose {objective.Name} gradient is asked for has no pairs.", nameof(batches));
            foreach (var sum in sums.Values) sum.div_(count);
            return new GradientSet(sums, objective.Name, loss / count, count);
        }
        catch
        {
            foreach (var sum in sums.Values) sum.Dispose();
            throw;
        }
        finally
        {
            ClipOptimizer.ClearGradients(parameters.Select(p => p.parameter));
        }
    }

    private static double AddGradients(
        ClipModel model, PairBatch batch, Objective objective, List<(string name, TorchSharp.Modules.Parameter parameter)> parameters, SortedDictionary<string, Tensor> sums)
    {
        using var scope = NewDisposeScope();
        ClipOptimizer.ClearGradients(parameters.Select(p => p.parameter));
        Tensor loss;
        UsedEmbeddingRows embedding;
        using (enable_grad())
        {
            var tokens = TextTower.CutToLongest(batch.Tokens).to(model.LogitScale.device);
            embedding = new UsedEmbeddingRows(model, tokens);
            loss = objective.Evaluate(model, batch.Images, tokens, model.TextTower.AddPositions(embedding.Vectors));
            loss.backward();
        }

        embedding.AddGradientTo(sums[TokenEmbedding]);

        foreach (var (name, parameter) in parameters)
        {
            // A parameter that the loss does not use (the logit scale under 1 − cos) has no gradient: it counts as zero.
            if (parameter.grad is { } gradient) sums[name].add_(gradient);
        }

        return loss.item<float>();
    }
}
