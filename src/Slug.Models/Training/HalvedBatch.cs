using static TorchSharp.torch;

namespace Slug.Models.Training;

/// <summary>
/// The gradient of a loss that is a mean over a batch, by two halves of it at the same time. A parameter's gradient is the sum of two, whose order does not matter, so
/// that the bytes with two threads are those with one. (A contrastive loss is no such mean: see HalfBatches.)
/// </summary>
/// <param name="optimizer">Takes the gradients.</param>
public sealed class HalvedBatch(FlatAdamW optimizer) : IDisposable
{
    private readonly SideBySide _both = new();

    /// <summary>Leaves the gradient of the mean loss in the optimiser.</summary>
    /// <param name="count">Items of the batch.</param>
    /// <param name="lossOf">The mean loss of so many items from the given one on, a scalar. The two halves call it at the same time: it draws nothing at random.</param>
    /// <returns>The mean loss of the batch.</returns>
    public double Backward(int count, Func<int, int, Tensor> lossOf)
    {
        ArgumentNullException.ThrowIfNull(lossOf);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var first = (count + 1) / 2;
        var losses = new double[2];
        optimizer.Backward(() => _both.Run(() => losses[0] = Half(0, first), () => losses[1] = Half(first, count - first)));
        return losses[0] + losses[1];

        double Half(int start, int items)
        {
            if (items == 0) return 0;
            var loss = lossOf(start, items).mul((double)items / count);
            loss.backward();
            return loss.item<float>();
        }
    }

    /// <summary>Ends the second thread.</summary>
    public void Dispose() => _both.Dispose();
}
