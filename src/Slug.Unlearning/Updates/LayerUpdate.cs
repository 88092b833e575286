using static TorchSharp.torch;

namespace Slug.Unlearning.Updates;

/// <summary>
/// The change of one layer that unlearns one concept: <c>θ' = θ + λ·ascent</c>. Changes made on the original weights add up: several concepts
/// are unlearned by applying all of theirs.
/// </summary>
public sealed class LayerUpdate : IDisposable
{
    /// <summary>Makes an update; it owns and disposes the change.</summary>
    /// <param name="concept">The concept.</param>
    /// <param name="layer">The parameter's name.</param>
    /// <param name="lambda">The step size λ.</param>
    /// <param name="change"><c>λ·ascent</c>, of the parameter's shape.</param>
    public LayerUpdate(string concept, string layer, double lambda, Tensor change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Concept = concept;
        Layer = layer;
        Lambda = lambda;
        Change = change;
    }

    /// <summary>The concept.</summary>
    public string Concept { get; }

    /// <summary>The parameter's name.</summary>
    public string Layer { get; }

    /// <summary>The step size λ.</summary>
    public double Lambda { get; }

    /// <summary><c>λ·ascent</c>.</summary>
    public Tensor Change { get; }

    /// <summary>The update of step size λ along the gradient of the forget loss.</summary>
    public static LayerUpdate Along(string concept, string layer, double lambda, Tensor ascent)
    {
        ArgumentNullException.ThrowIfNull(ascent);
        using var noGrad = no_grad();
        return new LayerUpdate(concept, layer, lambda, ascent.mul(lambda).DetachFromDisposeScope());
    }

    /// <summary>Adds the change to the model's layer, for good. See <see cref="AppliedUpdate"/> for a change that can be taken back.</summary>
    /// <exception cref="ArgumentException">The model has no such layer, or of another shape.</exception>
    public void ApplyTo(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var parameter = model.get_parameter(Layer) ?? throw new ArgumentException($"The model has no layer '{Layer}', which the update of '{Concept}' changes.", nameof(model));
        if (!parameter.shape.SequenceEqual(Change.shape))
            throw new ArgumentException($"The update of '{Concept}' changes '{Layer}' [{string.Join(", ", Change.shape)}]; the model's is [{string.Join(", ", parameter.shape)}].", nameof(model));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        parameter.add_(Change.to(parameter.device).to_type(parameter.dtype));
    }

    /// <summary>Disposes the change.</summary>
    public void Dispose() => Change.Dispose();
}
