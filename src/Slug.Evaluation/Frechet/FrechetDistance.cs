using System.Globalization;
using static TorchSharp.torch;

namespace Slug.Evaluation.Frechet;

/// <summary>A Fréchet distance with what it rests on.</summary>
/// <param name="Distance">The distance, at least 0.</param>
/// <param name="FirstCount">Pictures of the first set.</param>
/// <param name="SecondCount">Pictures of the second set.</param>
/// <param name="Warnings">Why the number is to be taken with care; empty when nothing is.</param>
public sealed record FrechetResult(double Distance, long FirstCount, long SecondCount, IReadOnlyList<string> Warnings);

/// <summary>
/// The Fréchet distance of two Gaussians (Heusel et al. 2017): <c>|μ₁ − μ₂|² + tr(C₁ + C₂ − 2(C₁C₂)^½)</c>. With Inception's features it is FID. The trace
/// of the square root is the sum of the roots of the eigenvalues of <c>C₁^½ C₂ C₁^½</c>, which is symmetric: no complex numbers, no iteration, in float64. Of a set with no more
/// pictures than features a matrix F with <c>FᵀF = C</c> takes the place of the root: the eigenvalues of <c>F C₂ Fᵀ</c> are the same but for zeros, and few.
/// </summary>
public static class FrechetDistance
{
    // An eigenvalue below zero by more than this share of the largest is no rounding.
    private const double Rounding = 1e-8;

    /// <summary>The distance of two sets of features.</summary>
    /// <exception cref="ArgumentException">The features are of different widths.</exception>
    /// <exception cref="InvalidOperationException">A set has fewer than two.</exception>
    public static FrechetResult Between(FeatureStatistics first, FeatureStatistics second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Width != second.Width) throw new ArgumentException($"The features have the widths {first.Width} and {second.Width}.", nameof(second));
        using var scope = NewDisposeScope();
        var warnings = new List<string>();
        foreach (var (set, name) in new[] { (first, "first"), (second, "second") })
        {
            if (set.Count <= set.Width)
                warnings.Add($"the {name} set has {set.Count} pictures for features of width {set.Width}: its covariance is singular, and the distance comes out too large.");
        }

        var distance = (first.Factor(), second.Factor()) switch
        {
            ({ } one, { } other) => Distance(first, second, linalg.svdvals(one.matmul(other.t())).sum().item<double>()),
            ({ } few, null) => Distance(first, second, OfFew(few, second.Covariance(), warnings)),
            (null, { } few) => Distance(first, second, OfFew(few, first.Covariance(), warnings)),
            _ => Between(first.Mean, first.Covariance(), second.Mean, second.Covariance(), warnings),
        };
        return new FrechetResult(distance, first.Count, second.Count, warnings);
    }

    /// <summary>The distance of two Gaussians.</summary>
    /// <param name="firstMean"><c>[width]</c>.</param>
    /// <param name="firstCovariance"><c>[width, width]</c>.</param>
    /// <param name="secondMean"><c>[width]</c>.</param>
    /// <param name="secondCovariance"><c>[width, width]</c>.</param>
    /// <param name="warnings">Told where a matrix is not quite a covariance.</param>
    public static double Between(Tensor firstMean, Tensor firstCovariance, Tensor secondMean, Tensor secondCovariance, ICollection<string>? warnings = null)
    {
        ArgumentNullException.ThrowIfNull(firstMean);
        ArgumentNullException.ThrowIfNull(secondMean);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (c1, c2) = (Symmetric(firstCovariance), Symmetric(secondCovariance));
        var (values, vectors) = linalg.eigh(c1);
        var root = vectors.mul(Roots(values, "first covariance", warnings)).matmul(vectors.t());
        var cross = Roots(linalg.eigvalsh(Symmetric(root.matmul(c2).matmul(root))), "product of the covariances", warnings).sum().item<double>();
        return Distance(firstMean, c1, secondMean, c2, cross);
    }

    private static double Distance(FeatureStatistics first, FeatureStatistics second, double cross) => Distance(first.Mean, first.Covariance(), second.Mean, second.Covariance(), cross);

    private static double Distance(Tensor firstMean, Tensor c1, Tensor secondMean, Tensor c2, double cross)
    {
        var difference = firstMean.to_type(ScalarType.Float64).sub(secondMean.to_type(ScalarType.Float64));
        var distance = difference.dot(difference).item<double>() + c1.trace().item<double>() + c2.trace().item<double>() - (2 * cross);
        // Of equal Gaussians rounding may leave less than nothing.
        return Math.Max(distance, 0);
    }

    private static double OfFew(Tensor factor, Tensor covariance, List<string> warnings) =>
        Roots(linalg.eigvalsh(Symmetric(factor.matmul(covariance).matmul(factor.t()))), "product of the covariances", warnings).sum().item<double>();

    private static Tensor Symmetric(Tensor matrix)
    {
        var wide = matrix.to_type(ScalarType.Float64);
        return wide.add(wide.t()).div(2);
    }

    private static Tensor Roots(Tensor eigenvalues, string what, ICollection<string>? warnings)
    {
        var (least, most) = (eigenvalues.min().item<double>(), eigenvalues.max().item<double>());
        if (least < -Rounding * Math.Max(most, double.Epsilon))
            warnings?.Add(string.Create(CultureInfo.InvariantCulture, $"the {what} has an eigenvalue of {least:0.0e+00} beside one of {most:0.0e+00}: it is ill-conditioned, and the distance may be off."));
        return eigenvalues.clamp_min(0).sqrt();
    }
}
