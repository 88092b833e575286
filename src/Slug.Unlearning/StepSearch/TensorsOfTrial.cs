using static TorchSharp.torch;

namespace Slug.Unlearning.StepSearch;

/// <summary>
/// A tensor made of the model under trial, kept until the layer under trial moves: one step asks for the classifier twice, for the concept and
/// for what is retained. The layer itself is compared, which costs nothing beside encoding all names, so that nobody has to announce a step.
/// </summary>
internal sealed class TensorsOfTrial(Tensor layer) : IDisposable
{
    private Tensor? _layer;
    private Tensor? _made;

    /// <summary>What <paramref name="make"/> made of the layer's present weights. It stays this object's.</summary>
    public Tensor Of(Func<Tensor> make)
    {
        using var noGrad = no_grad();
        if (_layer is null || !_layer.Equals(layer))
        {
            Dispose();
            _made = make().DetachFromDisposeScope();
            _layer = layer.detach().clone().DetachFromDisposeScope();
        }

        return _made!;
    }

    public void Dispose()
    {
        _layer?.Dispose();
        _made?.Dispose();
        (_layer, _made) = (null, null);
    }
}
