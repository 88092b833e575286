using Slug.Models.Devices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Training;

/// <summary>Neighbours in the tensors of a <see cref="FlatAdamW"/> that decay alike and step together, or one scalar.</summary>
internal sealed class AdamWGroup : IDisposable
{
    private readonly Tensor _values;
    private readonly Tensor _gradients;
    private readonly Tensor _means;
    private readonly Tensor _squares;
    private readonly Tensor _steps;
    private readonly AdamWOptions _options;
    private readonly double _weightDecay;
    private readonly double _rate;
    private readonly Parameter? _scalar;
    private bool _hasGradient = true;

    /// <summary>Makes a group with running means of zero.</summary>
    /// <param name="values">A stretch of all values.</param>
    /// <param name="gradients">The same stretch of all gradients.</param>
    /// <param name="options">Decays and weight decay.</param>
    /// <param name="sample">A parameter of the group; if it is a scalar, the only one.</param>
    /// <param name="rate">The factor on the group's learning rate.</param>
    public AdamWGroup(Tensor values, Tensor gradients, AdamWOptions options, Parameter sample, double rate)
    {
        _rate = rate;
        (_options, _weightDecay, _scalar) = (options, sample.dim() >= 2 ? options.WeightDecay : 0, sample.dim() == 0 ? sample : null);
        _values = values.DetachFromDisposeScope();
        _gradients = gradients.DetachFromDisposeScope();
        _means = zeros_like(values).DetachFromDisposeScope();
        _squares = zeros_like(values).DetachFromDisposeScope();
        _steps = zeros(1, ScalarType.Float32, values.device).DetachFromDisposeScope();
    }

    /// <summary>Takes a scalar's gradient into the stretch; the others' are views of it.</summary>
    public void CollectGradient()
    {
        if (_scalar is null) return;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var gradient = _scalar.grad;
        _hasGradient = gradient is not null;
        if (gradient is not null) _gradients.copy_(gradient.view(1));
    }

    /// <summary>Moves the values, unless there was no gradient.</summary>
    public void Step(double learningRate)
    {
        if (!_hasGradient) return;
        using var noGrad = no_grad();
        LibtorchOperators.AdamW(
            _values, _gradients, _means, _squares, _steps, learningRate * _rate, _options.Beta1, _options.Beta2, _weightDecay, _options.Epsilon);
    }

    /// <summary>Disposes the group's views and running means.</summary>
    public void Dispose()
    {
        foreach (var tensor in new[] { _values, _gradients, _means, _squares, _steps }) tensor.Dispose();
    }
}
