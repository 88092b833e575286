using Slug.Unlearning.Gradients;
using static TorchSharp.torch;

namespace Slug.Unlearning.Updates;

/// <summary>
/// A layer under trial, or several with one step size: holds a copy of the original weights, sets them to <c>θ + λ·ascent</c> for any λ, and puts
/// the very same bits back when disposed.
/// </summary>
public sealed class AppliedUpdate : IDisposable
{
    private readonly List<(Tensor Parameter, Tensor Original, Tensor Ascent)> _layers = [];

    /// <summary>Begins a trial of a layer; nothing changes until <see cref="Set"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The parameter's name.</param>
    /// <param name="ascent">The direction, of the parameter's shape; not owned.</param>
    public AppliedUpdate(nn.Module model, string layer, Tensor ascent)
    {
        ArgumentNullException.ThrowIfNull(ascent);
        Add(model, layer, ascent);
    }

    /// <summary>Begins a trial of several layers, which all move by the same λ.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layers">The parameters' names.</param>
    /// <param name="ascent">Their directions; not owned.</param>
    public AppliedUpdate(nn.Module model, IReadOnlyList<string> layers, GradientSet ascent)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(ascent);
        try
        {
            foreach (var layer in layers) Add(model, layer, ascent[layer]);
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
        foreach (var (parameter, original, ascent) in _layers)
        {
            using var scope = NewDisposeScope();
            parameter.copy_(original.add(ascent.mul(lambda)));
        }
    }

    /// <summary>Puts the original weights back.</summary>
    public void Dispose()
    {
        using var noGrad = no_grad();
        foreach (var (parameter, original, _) in _layers)
        {
            parameter.copy_(original);
            original.Dispose();
        }

        _layers.Clear();
    }

    private void Add(nn.Module model, string layer, Tensor ascent)
    {
        ArgumentNullException.ThrowIfNull(model);
        var parameter = model.get_parameter(layer) ?? throw new ArgumentException($"The model has no layer '{layer}'.", nameof(layer));
        using var scope = NewDisposeScope();
        _layers.Add((parameter, parameter.detach().clone().DetachFromDisposeScope(), ascent));
    }
}
