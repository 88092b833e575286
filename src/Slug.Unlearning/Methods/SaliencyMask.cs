using Slug.Unlearning.Gradients;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Unlearning.Methods;

/// <summary>
/// The weights that matter most to the forget set: the given share of all with the largest <c>|∇L_f|</c>. Where more weights than fit
/// have the threshold's very value (zero gradients of unused tokens), those of the first parameters in the model's order are taken.
/// </summary>
public sealed class SaliencyMask : IDisposable
{
    private readonly Dictionary<string, Tensor> _masks;

    private SaliencyMask(Dictionary<string, Tensor> masks) => _masks = masks;

    /// <summary>The mask of a parameter, bool, of its shape.</summary>
    public Tensor this[string name] => _masks[name];

    /// <summary>Makes the masks of some parameters.</summary>
    /// <param name="gradients">The forget gradient.</param>
    /// <param name="parameters">The parameters that the share is of.</param>
    /// <param name="share">The share, 0 to 1.</param>
    public static SaliencyMask Of(GradientSet gradients, IEnumerable<string> parameters, double share)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(parameters);
        if (!(share is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "The share is between 0 and 1.");
        var names = parameters.ToList();
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

    /// <summary>Zeroes the gradients outside the mask. Decoupled weight decay still moves those weights, as in the reference.</summary>
    public void Apply(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in parameters) parameter.grad?.mul_(_masks[name]);
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
