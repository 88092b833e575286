using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using static TorchSharp.torch;

namespace Slug.Unlearning.Methods;

/// <summary>
/// The weights that matter most to the forget set: the given share of all with the largest <c>|∇L_f|</c>. Where more weights than fit
/// have the threshold's very value (zero gradients of unused tokens), those of the first layers in the model's order are taken.
/// </summary>
public sealed class SaliencyMask : IDisposable
{
    private readonly Dictionary<string, Tensor> _masks;

    private SaliencyMask(Dictionary<string, Tensor> masks) => _masks = masks;

    /// <summary>The mask of a layer, bool, of its shape.</summary>
    public Tensor this[string name] => _masks[name];

    /// <summary>Makes the masks of some layers.</summary>
    /// <param name="gradients">The forget gradient.</param>
    /// <param name="layers">The layers that the share is of.</param>
    /// <param name="share">The share, 0 to 1.</param>
    public static SaliencyMask Of(GradientSet gradients, IEnumerable<LayerParameter> layers, double share)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(layers);
        if (!(share is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "The share is between 0 and 1.");
        var names = layers.Select(l => l.Name).ToList();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var magnitudes = cat(names.Select(n => gradients[n].abs().flatten()).ToArray());
        var chosen = Largest(magnitudes, (long)(magnitudes.numel() * share));
        var masks = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        long start = 0;
        foreach (var name in names)
        {
            var count = gradients[name].numel();
            masks[name] = chosen.narrow(0, start, count).view(gradients[name].shape).clone().DetachFromDisposeScope();
            start += count;
        }

        return new SaliencyMask(masks);
    }

    /// <summary>The masks of some of a model's parameters one behind the other, bool <c>[all their weights]</c>; the caller's.</summary>
    public Tensor Flat(LayerSet model, IEnumerable<string> parameters)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(parameters);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return cat(parameters.Select(Whole).ToArray()).DetachFromDisposeScope();

        Tensor Whole(string parameter)
        {
            var parts = model.ByParameter[parameter].ToList();
            var whole = zeros_like(parts[0].Whole, ScalarType.Bool, requires_grad: false);
            foreach (var part in parts) part.View.Of(whole).copy_(_masks[part.Name]);
            return whole.flatten();
        }
    }

    /// <summary>Disposes the masks.</summary>
    public void Dispose()
    {
        foreach (var mask in _masks.Values) mask.Dispose();
    }

    private static Tensor Largest(Tensor values, long count)
    {
        if (count == 0) return zeros(values.numel(), ScalarType.Bool, values.device);
        var (threshold, _) = values.kthvalue(values.numel() - count + 1, 0);
        var above = values.gt(threshold);
        var tied = values.eq(threshold);
        var free = count - above.sum().item<long>();
        return above.logical_or(tied.logical_and(tied.to_type(ScalarType.Int64).cumsum(0).le(free)));
    }
}
