using Slug.Models.Layers;
using Slug.Models.Numbers;
using Slug.Unlearning.Gradients;
using static TorchSharp.torch;

namespace Slug.Unlearning.Updates;

/// <summary>
/// The change that unlearns one concept: <c>θ' = θ + λ·ascent</c> of one layer, or of the few that move with it. Changes made on the original weights
/// add up: several concepts are unlearned by applying all of theirs.
/// </summary>
public sealed class LayerUpdate : IDisposable
{
    /// <summary>Makes an update; it owns and disposes the changes.</summary>
    /// <param name="concept">The concept.</param>
    /// <param name="layer">The name of the layer that was chosen.</param>
    /// <param name="lambda">The step size λ.</param>
    /// <param name="changes"><c>λ·ascent</c> of every layer that moves, of its shape in the checkpoint's layout.</param>
    public LayerUpdate(string concept, string layer, double lambda, IReadOnlyList<KeyValuePair<string, Tensor>> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        Concept = concept;
        Layer = layer;
        Lambda = lambda;
        Changes = changes;
    }

    /// <summary>The concept.</summary>
    public string Concept { get; }

    /// <summary>The layer that was chosen.</summary>
    public string Layer { get; }

    /// <summary>The step size λ.</summary>
    public double Lambda { get; }

    /// <summary><c>λ·ascent</c> of every layer that moves: the chosen one, and its group where groups move.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Changes { get; }

    /// <summary>The update of step size λ along a direction.</summary>
    /// <param name="concept">The concept.</param>
    /// <param name="layer">The layer that was chosen.</param>
    /// <param name="moves">The layers that move.</param>
    /// <param name="lambda">The step size λ.</param>
    /// <param name="ascent">The direction of every layer that moves.</param>
    /// <exception cref="NotFiniteNumberException">A change is infinite or NaN.</exception>
    public static LayerUpdate Along(string concept, string layer, IEnumerable<string> moves, double lambda, GradientSet ascent)
    {
        ArgumentNullException.ThrowIfNull(moves);
        ArgumentNullException.ThrowIfNull(ascent);
        using var noGrad = no_grad();
        var update = new LayerUpdate(concept, layer, lambda, [.. moves.Select(name => KeyValuePair.Create(name, ascent[name].mul(lambda).DetachFromDisposeScope()))]);
        foreach (var (name, change) in update.Changes) FiniteNumbers.Require(change, FormattableString.Invariant($"the change of '{name}' by step size {lambda:G4} for '{concept}'"));
        return update;
    }

    /// <summary>Adds the changes to the model's layers, for good. See <see cref="AppliedUpdate"/> for a change that can be taken back.</summary>
    /// <exception cref="ArgumentException">The model has no such layer, or of another shape; then nothing was changed.</exception>
    public void ApplyTo(LayerSet model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var targets = Changes.Select(change => Target(model, change.Key, change.Value)).ToList();
        // Of a model in half precision the sum is rounded, and not the change before it: as a trial does.
        foreach (var (target, (_, change)) in targets.Zip(Changes)) target.copy_(target.add(change.to(target.device)));
    }

    /// <summary>Disposes the changes.</summary>
    public void Dispose()
    {
        foreach (var (_, change) in Changes) change.Dispose();
    }

    private Tensor Target(LayerSet model, string name, Tensor change)
    {
        if (model.Find(name) is not { } layer) throw new ArgumentException($"The model has no layer '{name}', which the update of '{Concept}' changes.", nameof(model));
        var value = layer.Value;
        return value.shape.SequenceEqual(change.shape)
            ? value
            : throw new ArgumentException($"The update of '{Concept}' changes '{name}' [{string.Join(", ", change.shape)}]; the model's is [{string.Join(", ", value.shape)}].", nameof(model));
    }
}
