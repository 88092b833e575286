using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>Compares tensors and lists with their reference.</summary>
public static class Comparison
{
    /// <summary>Features and losses.</summary>
    public const double Values = 1e-5;

    /// <summary>Gradients, and what is made of them.</summary>
    public const double Gradients = 1e-4;

    /// <summary>Tensors of the same shape, on whatever devices: the largest difference, over the largest magnitude of the reference.</summary>
    /// <param name="quantity">What is compared.</param>
    /// <param name="expected">The reference.</param>
    /// <param name="actual">What this machine computed.</param>
    /// <param name="tolerance">The largest relative difference that passes.</param>
    /// <param name="scale">What the difference is relative to, where the reference itself is nothing but rounding.</param>
    public static ParityRow Of(string quantity, Tensor expected, Tensor actual, double tolerance, Tensor? scale = null)
    {
        using var scope = NewDisposeScope();
        var (reference, value) = (expected.cpu().to_type(ScalarType.Float64), actual.detach().cpu().to_type(ScalarType.Float64));
        // A batch of one may be stored without its first dimension, a loss as a scalar or as a list of one.
        if (!reference.shape.SkipWhile(d => d == 1).SequenceEqual(value.shape.SkipWhile(d => d == 1)))
            return new ParityRow($"{quantity} [{string.Join(", ", value.shape)}], reference [{string.Join(", ", reference.shape)}]", double.NaN, double.NaN, tolerance);
        if (reference.numel() == 0) return new ParityRow(quantity, 0, 0, tolerance);
        var error = reference.flatten().sub(value.flatten()).abs().max().item<double>();
        return Of(quantity, error, (scale ?? reference).abs().max().to_type(ScalarType.Float64).item<double>(), tolerance);
    }

    /// <summary>Numbers in the same order.</summary>
    public static ParityRow Of(string quantity, IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        if (expected.Count != actual.Count || expected.Count == 0) return new ParityRow($"{quantity}: {actual.Count} values, reference {expected.Count}", double.NaN, double.NaN, tolerance);
        return Of(quantity, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), expected.Max(Math.Abs), tolerance);
    }

    /// <summary>Lists of names that must be the same: the error counts those in only one of them.</summary>
    public static ParityRow OfNames(string quantity, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var difference = expected.ToHashSet(StringComparer.Ordinal);
        difference.SymmetricExceptWith(actual);
        return new ParityRow(quantity, difference.Count, difference.Count, 0);
    }

    private static ParityRow Of(string quantity, double error, double scale, double tolerance) =>
        new(quantity, error, scale > 0 ? error / scale : error, tolerance);

    /// <summary>The worst of several rows under one name, so that hundreds of tensors take one line; failures keep their own names.</summary>
    public static IEnumerable<ParityRow> Summarise(string quantity, IReadOnlyList<ParityRow> rows)
    {
        var failed = rows.Where(r => !r.Passed).ToList();
        if (failed.Count > 0) return failed;
        var worst = rows.MaxBy(r => r.MaxRelativeError)!;
        return [new ParityRow($"{quantity} ({rows.Count} tensors)", rows.Max(r => r.MaxAbsoluteError), worst.MaxRelativeError, worst.Tolerance)];
    }
}
