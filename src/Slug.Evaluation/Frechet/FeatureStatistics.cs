using static TorchSharp.torch;

namespace Slug.Evaluation.Frechet;

/// <summary>
/// Mean and covariance of features, gathered batch by batch in float64, so that tens of thousands of pictures need no more memory than two matrices:
/// their scatter, and the features themselves while they are no more than they are wide.
/// </summary>
public sealed class FeatureStatistics : IDisposable
{
    private readonly Tensor _mean;
    // Sum of the outer products of the deviations from the mean.
    private readonly Tensor _scatter;
    // The features themselves while they are no more than they are wide.
    private readonly List<Tensor> _few = [];

    /// <summary>Begins with no features.</summary>
    /// <param name="width">Width of the features.</param>
    public FeatureStatistics(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _mean = zeros(width, ScalarType.Float64).DetachFromDisposeScope();
        _scatter = zeros(width, width, ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>Width of the features.</summary>
    public int Width => (int)_mean.shape[0];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The mean, <c>[width]</c>.</summary>
    public Tensor Mean => _mean;

    /// <summary>The covariance, <c>[width, width]</c>, divided by one less than the count; the caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two features.</exception>
    public Tensor Covariance() =>
        Count < 2 ? throw new InvalidOperationException($"A covariance needs at least 2 pictures; there {(Count == 1 ? "is 1" : "are 0")}.") : _scatter.div(Count - 1);

    /// <summary>Adds features, <c>[batch, width]</c>.</summary>
    public void Add(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.dim() != 2 || features.shape[1] != Width)
            throw new ArgumentException($"Features are [batch, {Width}], not [{string.Join(", ", features.shape)}].", nameof(features));
        if (features.shape[0] == 0) return;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var values = features.detach().to(ScalarType.Float64, CPU);
        if (!values.isfinite().all().item<bool>()) throw new ArgumentException("Features are infinite or no numbers.", nameof(features));
        // Two sets are joined as in Chan et al. 1983: stable whatever the mean.
        var (count, mean) = (values.shape[0], values.mean([0]));
        var deviations = values.sub(mean);
        var shift = mean.sub(_mean);
        var total = Count + count;
        _scatter.add_(deviations.t().matmul(deviations)).add_(outer(shift, shift).mul((double)Count * count / total));
        _mean.add_(shift.mul((double)count / total));
        Count = total;
        if (total <= Width) _few.Add(values.clone().DetachFromDisposeScope());
        else Forget();
    }

    /// <summary>A matrix F <c>[count, width]</c> with <c>FᵀF</c> the covariance, where there are no more features than they are wide; the caller disposes it. Else null.</summary>
    internal Tensor? Factor()
    {
        if (Count < 2 || Count > Width) return null;
        using var scope = NewDisposeScope();
        return cat(_few, 0).sub(_mean).div(Math.Sqrt(Count - 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes mean and covariance.</summary>
    public void Dispose()
    {
        _mean.Dispose();
        _scatter.Dispose();
        Forget();
    }

    private void Forget()
    {
        _few.ForEach(batch => batch.Dispose());
        _few.Clear();
    }
}
