using static TorchSharp.torch;

namespace Slug.Models.Numbers;

/// <summary>
/// Stops a computation where its numbers become infinite or NaN: what is made of such numbers runs to its end, and a model that answers nothing passes
/// for one that has forgotten.
/// </summary>
public static class FiniteNumbers
{
    /// <summary>Whether all values are finite. A NaN is both least and greatest, so that two numbers tell.</summary>
    public static bool All(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return values.numel() == 0 || (values.min().isfinite().item<bool>() && values.max().isfinite().item<bool>());
    }

    /// <summary>Stops where values are not finite.</summary>
    /// <param name="values">The values.</param>
    /// <param name="what">Names them in the message: <c>gradient of 'visual.proj'</c>.</param>
    /// <exception cref="NotFiniteNumberException">Some are NaN or infinite.</exception>
    public static void Require(Tensor values, string what)
    {
        if (All(values)) return;
        using var scope = NewDisposeScope();
        var bad = values.isfinite().logical_not();
        var rows = values.dim() < 2 ? "" : $", first in row {bad.flatten(1).any(1).to(ScalarType.Int32).argmax().item<long>()} of {values.shape[0]}, counted from 0";
        throw new NotFiniteNumberException($"{what}: {bad.sum().item<long>()} of {values.numel()} numbers are {(values.isnan().any().item<bool>() ? "NaN" : "infinite")}{rows}");
    }

    /// <summary>Stops where a number is not finite.</summary>
    /// <param name="value">The number.</param>
    /// <param name="what">Names it in the message: <c>the loss of step 12</c>.</param>
    /// <exception cref="NotFiniteNumberException">It is NaN or infinite.</exception>
    public static void Require(double value, string what)
    {
        if (!double.IsFinite(value)) throw new NotFiniteNumberException($"{what} is {(double.IsNaN(value) ? "NaN" : "infinite")}");
    }
}
