using Slug.Evaluation.Frechet;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Evaluation.Tests.Frechet;

/// <summary>The Fréchet distance of Gaussians whose answer is known.</summary>
public sealed class FrechetDistanceTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Equal_gaussians_are_no_distance_apart()
    {
        var covariance = RandomCovariance(6, 1);
        Assert.Equal(0, FrechetDistance.Between(zeros(6), covariance, zeros(6), covariance), 9);
    }

    [Fact]
    public void Shifted_gaussians_are_the_square_of_the_shift_apart()
    {
        var covariance = RandomCovariance(3, 2);
        Assert.Equal(1 + 4 + 4, FrechetDistance.Between(tensor(new[] { 1.0, 2, 3 }), covariance, tensor(new[] { 2.0, 4, 1 }), covariance), 9);
    }

    [Fact]
    public void Of_diagonal_covariances_the_deviations_differ()
    {
        // (3 - 1)² + (2 - 5)² + (0 - 4)².
        var distance = FrechetDistance.Between(zeros(3), diag(tensor(new[] { 9.0, 4, 0 })), zeros(3), diag(tensor(new[] { 1.0, 25, 16 })));
        Assert.Equal(4 + 9 + 16, distance, 9);
    }

    [Fact]
    public void Two_by_two_matrices_that_do_not_commute()
    {
        // tr (AB)^½ of 2x2 is sqrt(tr AB + 2 sqrt(det AB)): A = [[2, 1], [1, 2]], B = [[5, 0], [0, 1]]: tr AB = 12, det AB = 15.
        var (a, b) = (tensor(new[] { 2.0, 1, 1, 2 }, [2, 2]), tensor(new[] { 5.0, 0, 0, 1 }, [2, 2]));
        var expected = 4 + 6 - (2 * Math.Sqrt(12 + (2 * Math.Sqrt(15))));
        Assert.Equal(expected, FrechetDistance.Between(zeros(2), a, zeros(2), b), 9);
        Assert.Equal(expected, FrechetDistance.Between(zeros(2), b, zeros(2), a), 9);
    }

    [Theory]
    [InlineData(8, 20)]
    [InlineData(40, 60)]
    public void The_square_root_agrees_with_an_iteration_in_float64(int width, int samples)
    {
        var (a, b) = (RandomCovariance(width, 3, samples), RandomCovariance(width, 4, samples));
        var expected = a.trace().item<double>() + b.trace().item<double>() - (2 * DenmanBeavers(a.matmul(b)).trace().item<double>());
        Assert.Equal(expected, FrechetDistance.Between(zeros(width), a, zeros(width), b), 6);
    }

    [Fact]
    public void Statistics_gathered_in_batches_are_those_of_all_at_once()
    {
        using var random = new Generator(5);
        var features = randn([100, 4], ScalarType.Float64, generator: random).mul(3).add(1000);
        using var batched = new FeatureStatistics(4);
        foreach (var batch in features.split(7, 0)) batched.Add(batch);
        Assert.Equal(100, batched.Count);
        var centred = features - features.mean([0]);
        Near(features.mean([0]), batched.Mean, 1e-9);
        Near(centred.t().matmul(centred) / 99, batched.Covariance(), 1e-9);
    }

    [Fact]
    public void Too_few_pictures_are_warned_of_and_one_is_refused()
    {
        using var random = new Generator(6);
        using var few = new FeatureStatistics(8);
        few.Add(randn([5, 8], generator: random));
        using var many = new FeatureStatistics(8);
        many.Add(randn([200, 8], generator: random));
        var result = FrechetDistance.Between(few, many);
        Assert.Equal((5, 200), (result.FirstCount, result.SecondCount));
        Assert.Contains("the first set has 5 pictures for features of width 8", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Empty(FrechetDistance.Between(many, many).Warnings);
        using var one = new FeatureStatistics(8);
        one.Add(randn([1, 8], generator: random));
        Assert.Throws<InvalidOperationException>(() => FrechetDistance.Between(one, many));
    }

    [Fact]
    public void A_matrix_that_is_no_covariance_is_warned_of()
    {
        var warnings = new List<string>();
        FrechetDistance.Between(zeros(2), diag(tensor(new[] { 1.0, -0.5 })), zeros(2), eye(2, dtype: ScalarType.Float64), warnings);
        Assert.StartsWith("the first covariance has an eigenvalue of -5.0e-01 beside one of 1.0e+00: it is ill-conditioned", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Features_of_another_width_or_without_a_value_are_refused()
    {
        using var statistics = new FeatureStatistics(3);
        Assert.StartsWith("Features are [batch, 3], not [2, 4].", Assert.Throws<ArgumentException>(() => statistics.Add(zeros(2, 4))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Features are infinite or no numbers.", Assert.Throws<ArgumentException>(() => statistics.Add(tensor(new[] { 1, float.NaN, 2 }, [1, 3]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_by_hand()
    {
        using var statistics = new FeatureStatistics(2);
        Assert.Equal(2, statistics.Width);
        Assert.Contains("there are 0", Assert.Throws<InvalidOperationException>(() => statistics.Covariance()).Message, StringComparison.Ordinal);
        statistics.Add(tensor(new[] { 1f, 5 }, [1, 2]));
        Assert.Contains("there is 1", Assert.Throws<InvalidOperationException>(() => statistics.Covariance()).Message, StringComparison.Ordinal);
        statistics.Add(zeros(0, 2));
        // (1, 5), (3, 5) and (5, 2): the mean is (3, 4), the deviations (-2, 1), (0, 1), (2, -2).
        statistics.Add(tensor(new[] { 3f, 5, 5, 2 }, [2, 2]));
        Assert.Equal(3, statistics.Count);
        Assert.Equal([3.0, 4], statistics.Mean.data<double>().ToArray());
        Near(tensor(new[] { 8.0, -6, -6, 6 }, [2, 2]) / 2, statistics.Covariance(), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureStatistics(0));
    }

    [Fact]
    public void The_distance_of_two_sets_by_hand()
    {
        using var first = new FeatureStatistics(1);
        using var second = new FeatureStatistics(1);
        // 0 and 2: mean 1, variance 2. 3, 5, 7 and 9: mean 6, variance 20/3.
        first.Add(tensor(new[] { 0f, 2 }, [2, 1]));
        second.Add(tensor(new[] { 3f, 5, 7, 9 }, [4, 1]));
        var result = FrechetDistance.Between(first, second);
        Assert.Equal(25 + Math.Pow(Math.Sqrt(2) - Math.Sqrt(20 / 3.0), 2), result.Distance, 9);
        Assert.Equal((2, 4), (result.FirstCount, result.SecondCount));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void As_many_pictures_as_features_are_too_few_and_the_set_is_named()
    {
        using var random = new Generator(7);
        using var few = new FeatureStatistics(3);
        few.Add(randn([3, 3], generator: random));
        using var enough = new FeatureStatistics(3);
        enough.Add(randn([4, 3], generator: random));
        Assert.StartsWith("the second set has 3 pictures for features of width 3", Assert.Single(FrechetDistance.Between(enough, few).Warnings), StringComparison.Ordinal);
        using var wide = new FeatureStatistics(4);
        Assert.Contains("widths 3 and 4", Assert.Throws<ArgumentException>(() => FrechetDistance.Between(enough, wide)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rounding_is_not_warned_of_and_is_no_distance()
    {
        var warnings = new List<string>();
        var rounded = diag(tensor(new[] { 1.0, -1e-9 }));
        Assert.Equal(0, FrechetDistance.Between(zeros(2), rounded, zeros(2), rounded, warnings), 8);
        Assert.Empty(warnings);
        // What is rounding beside a hundred would be none beside one.
        var large = diag(tensor(new[] { 100.0, -1e-7 }));
        FrechetDistance.Between(zeros(2), large, zeros(2), eye(2, dtype: ScalarType.Float64), warnings);
        Assert.Empty(warnings);
        FrechetDistance.Between(zeros(2), eye(2, dtype: ScalarType.Float64), zeros(2), diag(tensor(new[] { 1.0, -0.5 })), warnings);
        Assert.StartsWith("the product of the covariances has an eigenvalue of -5.0e-01 beside one of 1.0e+00", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 7)]
    [InlineData(5, 40)]
    [InlineData(40, 7)]
    [InlineData(8, 9)]
    public void Of_few_pictures_it_is_the_distance_of_their_covariances(int one, int other)
    {
        using var random = new Generator(8);
        var (a, b) = (randn([one, 8], ScalarType.Float64, generator: random), randn([other, 8], ScalarType.Float64, generator: random).mul(2).add(1));
        using var first = new FeatureStatistics(8);
        using var second = new FeatureStatistics(8);
        foreach (var batch in a.split(3, 0)) first.Add(batch);
        second.Add(b);
        // Through the roots of the whole matrices, singular as they are.
        Assert.Equal(FrechetDistance.Between(a.mean([0]), Covariance(a), b.mean([0]), Covariance(b)), FrechetDistance.Between(first, second).Distance, 1e-5);

        static Tensor Covariance(Tensor features)
        {
            var centred = features - features.mean([0]);
            return centred.t().matmul(centred) / (features.shape[0] - 1);
        }
    }

    // numpy 1.24: the roots of np.linalg.eigvals(C1 @ C2) of np.cov's matrices; SciPy's sqrtm says the same to the sixth digit behind the point (singular matrices).
    [Theory]
    [InlineData(5, 7, 280.652223)]
    [InlineData(5, 12, 220.087559)]
    [InlineData(12, 7, 140.788210)]
    public void Of_few_pictures_it_is_what_numpy_computes(int one, int other, double expected)
    {
        using var first = Statistics(one);
        using var second = Statistics(other);
        Assert.Equal(expected, FrechetDistance.Between(first, second).Distance, 1e-5);

        static FeatureStatistics Statistics(int count)
        {
            float[] values = count switch
            {
                5 =>
                [
                    4, -3, -5, 9, -6, -3, 3, 5, 3, 7, -9, -2, 1, -1, -2, -2, -9, -7, 1, 0, 9, -5, 7, -5, -7, -6, -2, -6, 8, 6, 6, -1, -9, -5, -1, 2, -1, 2, -2, 3,
                ],
                7 =>
                [
                    -8, 9, 2, -6, 7, -1, 8, -3, 8, -8, 0, -5, 0, -1, 10, -1, 6, 3, -1, 0, -7, 3, -1, -4, -5, -6, 9, -2, 8, -7, -7, -2, 10, 0, 5, 5, 3, 8, -2, -8,
                    -6, 10, -7, 5, 0, 10, 10, -6, -8, -1, -1, 1, -5, 6, 2, -3,
                ],
                _ =>
                [
                    -7, -1, 8, -4, -4, -1, 5, 0, 2, 1, -1, 4, 7, -5, 4, 2, -6, -8, 4, 2, 0, -1, -2, -7, -2, -5, 8, -8, 9, -2, -4, -2, -1, 0, 4, -8, 7, 4, -5, -3,
                    7, -4, -3, 7, -2, 2, 4, 3, 1, 1, 3, -5, 7, -7, 7, -6, 1, -3, 0, -6, -2, 0, 5, 9, 6, 5, 8, -4, 9, -4, -8, 5, -5, 9, 6, 2, 1, -5, 6, -1,
                    8, -7, 1, -1, -8, 7, -9, -6, -6, -1, -7, 3, -8, 9, 4, 2,
                ],
            };
            var statistics = new FeatureStatistics(8);
            statistics.Add(tensor(values, [count, 8]));
            return statistics;
        }
    }

    public void Dispose() => _scope.Dispose();

    private static Tensor RandomCovariance(int width, ulong seed, int samples = 50)
    {
        using var random = new Generator(seed);
        var values = randn([samples, width], ScalarType.Float64, generator: random);
        return values.t().matmul(values) / samples;
    }

    /// <summary>The principal square root by Denman and Beavers' iteration, which converges quadratically.</summary>
    private static Tensor DenmanBeavers(Tensor matrix)
    {
        var (y, z) = (matrix, eye(matrix.shape[0], dtype: ScalarType.Float64));
        for (var i = 0; i < 40; i++) (y, z) = ((y + linalg.inv(z)) / 2, (z + linalg.inv(y)) / 2);
        return y;
    }

    private static void Near(Tensor expected, Tensor actual, double tolerance) => Assert.InRange((expected - actual).abs().max().item<double>(), 0, tolerance);
}
