using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Evaluation.Incremental;

/// <summary>
/// A tensor made of the model under trial, kept until the layers under trial move: one step asks for the classifier twice, for the concept and
/// for what is retained. The layers themselves are compared, which costs nothing beside encoding all names, so that nobody has to announce a step.
/// </summary>
internal sealed class TensorsOfTrial(IReadOnlyList<LayerParameter> layers) : IDisposable
{
    private IReadOnlyList<Tensor> _layers = [];
    private Tensor? _made;

    /// <summary>What <paramref name="make"/> made of the layers' present weights. It stays this object's.</summary>
    public Tensor Of(Func<Tensor> make)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var present = layers.Select(layer => layer.Value).ToList();
        if (_made is null || !_layers.Zip(present).All(pair => pair.First.Equals(pair.Second)))
        {
            Dispose();
            _made = make().DetachFromDisposeScope();
            _layers = [.. present.Select(layer => layer.detach().clone().DetachFromDisposeScope())];
        }

        return _made;
    }

    public void Dispose()
    {
        foreach (var layer in _layers) layer.Dispose();
        _layers = [];
        _made?.Dispose();
        _made = null;
    }
}
