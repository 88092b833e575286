using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using static TorchSharp.torch;

namespace Slug.Unlearning.Updates;

/// <summary>
/// A layer under trial, or several with one step size: holds a copy of the original weights, sets them to <c>θ + λ·ascent</c> for any λ, and puts
/// the very same bits back when disposed.
/// </summary>
public sealed class AppliedUpdate : IDisposable
{
    private readonly List<(Tensor Value, Tensor Original, Tensor Ascent)> _layers = [];

    /// <summary>Begins a trial of layers, which all move by the same λ; nothing changes until <see cref="Set"/>.</summary>
    /// <param name="model">The model's layers.</param>
    /// <param name="layers">The names of those that move.</param>
    /// <param name="ascent">Their directions; not owned.</param>
    /// <exception cref="ArgumentException">The model has no such layer.</exception>
    public AppliedUpdate(LayerSet model, IEnumerable<string> layers, GradientSet ascent)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(ascent);
        try
        {
            foreach (var layer in layers) Add(model[layer].Value, ascent[layer]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Sets every layer to <c>θ + λ·ascent</c>, the same sum that <see cref="LayerUpdate.ApplyTo"/> makes.</summary>
    public void Set(double lambda)
    {
        using var noGrad = no_grad();
        foreach (var (value, original, ascent) in _layers)
        {
            using var scope = NewDisposeScope();
            value.copy_(original.add(ascent.mul(lambda)));
        }
    }

    /// <summary>Puts the original weights back.</summary>
    public void Dispose()
    {
        using var noGrad = no_grad();
        foreach (var (value, original, _) in _layers)
        {
            value.copy_(original);
            original.Dispose();
            value.Dispose();
        }

        _layers.Clear();
    }

    private void Add(Tensor value, Tensor ascent)
    {
        using var noGrad = no_grad();
        _layers.Add((value.DetachFromDisposeScope(), value.clone().DetachFromDisposeScope(), ascent));
    }
}
