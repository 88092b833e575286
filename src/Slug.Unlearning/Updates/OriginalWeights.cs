using static TorchSharp.torch;

namespace Slug.Unlearning.Updates;

/// <summary>Weights of a model that serves several steps, as they were before somebody changed them: disposed, it puts the very same bits back.</summary>
public sealed class OriginalWeights : IDisposable
{
    private readonly List<(Tensor Value, Tensor Original)> _kept = [];

    /// <summary>Remembers a tensor's numbers, once; call it before they change.</summary>
    /// <param name="value">A whole tensor of the model, which stays the model's.</param>
    public void Keep(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var noGrad = no_grad();
        if (!_kept.Exists(kept => kept.Value.Handle == value.Handle)) _kept.Add((value, value.clone().DetachFromDisposeScope()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var noGrad = no_grad();
        foreach (var (value, original) in _kept)
        {
            value.copy_(original);
            original.Dispose();
        }

        _kept.Clear();
    }
}
