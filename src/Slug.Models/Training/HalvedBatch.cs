using static TorchSharp.torch;

namespace Slug.Models.Training;

/// <summary>
/// The gradient of a loss that is a sum over a batch's items, or their mean, by two halves of it at the same time. A parameter's gradient is the sum of two, whose order does not matter, so
/// that the bytes with two threads are those with one. (A contrastive loss is no such sum: see HalfBatches.)
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
        return Backward(() => Share(0, first), count > first ? () => Share(first, count - first) : null);

        Tensor Share(int start, int items) => lossOf(start, items).mul((double)items / count);
    }

    /// <summary>Leaves the gradient of a loss of two parts in the optimiser.</summary>
    /// <param name="first">Its part of the loss, a scalar. Both are called at the same time: they draw nothing at random.</param>
    /// <param name="second">The other part; null where a batch has one item.</param>
    /// <returns>The loss.</returns>
    public double Backward(Func<Tensor> first, Func<Tensor>? second)
    {
        ArgumentNullException.ThrowIfNull(first);
        var losses = new double[2];
        optimizer.Backward(() => _both.Run(() => losses[0] = Half(first), () => losses[1] = second is null ? 0 : Half(second)));
        return losses[0] + losses[1];

        static double Half(Func<Tensor> part)
        {
            var loss = part();
            loss.backward();
            return loss.item<float>();
        }
    }

    /// <summary>Ends the second thread.</summary>
    public void Dispose() => _both.Dispose();
}
