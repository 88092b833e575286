using static TorchSharp.torch;

namespace Slug.Unlearning.Updates;

/// <summary>
/// A layer under trial: holds a copy of its original weights, sets them to <c>θ + λ·ascent</c> for any λ, and puts the very same bits back when disposed.
/// </summary>
public sealed class AppliedUpdate : IDisposable
{
    private readonly Tensor _parameter;
    private readonly Tensor _original;
    private readonly Tensor _ascent;

    /// <summary>Begins a trial of a layer; nothing changes until <see cref="Set"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The parameter's name.</param>
    /// <param name="ascent">The direction, of the parameter's shape; not owned.</param>
    public AppliedUpdate(nn.Module model, string layer, Tensor ascent)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ascent);
        _parameter = model.get_parameter(layer) ?? throw new ArgumentException($"The model has no layer '{layer}'.", nameof(layer));
        using var scope = NewDisposeScope();
        _original = _parameter.detach().clone().DetachFromDisposeScope();
        _ascent = ascent;
    }

    /// <summary>Sets the layer to <c>θ + λ·ascent</c>, the same sum that <see cref="LayerUpdate.ApplyTo"/> makes.</summary>
    public void Set(double lambda)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _parameter.copy_(_original.add(_ascent.mul(lambda)));
    }

    /// <summary>Puts the original weights back.</summary>
    public void Dispose()
    {
        using (no_grad()) _parameter.copy_(_original);
        _original.Dispose();
    }
}
