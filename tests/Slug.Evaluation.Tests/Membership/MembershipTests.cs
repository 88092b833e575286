using Slug.Evaluation.Membership;
using Xunit.Abstractions;

namespace Slug.Evaluation.Tests.Membership;

public class MembershipTests(ITestOutputHelper output)
{
    [Fact]
    public void The_reference_is_met_within_the_spread_of_its_seeds()
    {
        var rows = MembershipParity.Run(GoldenFiles.Path("membership.json"));
        foreach (var row in rows) output.WriteLine($"{row.Quantity}: off by {row.MaxAbsoluteError:F3}, allowed {row.Tolerance * row.MaxAbsoluteError / row.MaxRelativeError:F3}");
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.True(row.Passed, row.ToString()));
    }

    [Fact]
    public void The_attack_is_the_same_every_time()
    {
        var (test, forget) = (Enumerable.Range(0, 50).Select(i => i * 0.1).ToList(), Enumerable.Range(0, 40).Select(i => i * 0.1 + 1).ToList());
        Assert.Equal(MembershipInference.Attack(test, forget), MembershipInference.Attack(test, forget));
    }

    [Fact]
    public void Separate_samples_are_told_apart_and_huge_losses_do_no_harm()
    {
        var result = MembershipInference.Attack([.. Enumerable.Repeat(1e300, 30)], [.. Enumerable.Repeat(-3.0, 30)]);
        Assert.Equal(1, result.Mean);
        Assert.Equal(0, result.Std);
    }

    /// <summary>
    /// Two kinds of numbers, of which the one means 'never seen' or 'forgotten' for certain: what comes out is a count of what each seed holds out, made
    /// in another language from SplitMix64 alone.
    /// </summary>
    [Theory]
    // 30 zeros of which 20 are taken, against ten zeros and ten tens: a held-out ten is right, a held-out zero of the forget set is wrong.
    [InlineData(30, 0, 10, 10, 0.735, 0.0489897948556636)]
    // Ten zeros and five tens against 20 tens, of which 15 are taken: one of either kind is held out.
    [InlineData(10, 5, 0, 20, 0.825, 0.0928708781050336)]
    public void Every_seed_and_split_is_counted(int unseenZeros, int unseenTens, int forgetZeros, int forgetTens, double mean, double std)
    {
        var result = MembershipInference.Attack(ZerosAndTens(unseenZeros, unseenTens), ZerosAndTens(forgetZeros, forgetTens));
        Assert.Equal(mean, result.Mean, 1e-12);
        Assert.Equal(std, result.Std, 1e-12);

        static double[] ZerosAndTens(int zeros, int tens) => [.. Enumerable.Repeat(0.0, zeros), .. Enumerable.Repeat(10.0, tens)];
    }

    [Fact]
    public void What_is_alike_is_told_apart_one_time_in_two() =>
        Assert.Equal(new MembershipResult(0.5, 0), MembershipInference.Attack([.. Enumerable.Repeat(3.0, 12)], [.. Enumerable.Repeat(3.0, 12)]));

    [Fact]
    public void Losses_beyond_a_hundred_count_as_a_hundred()
    {
        // At a hundred all are alike; one that stayed beyond would be told apart.
        Assert.Equal(0.5, MembershipInference.Attack([.. Enumerable.Repeat(101.0, 12)], [.. Enumerable.Repeat(1e9, 12)]).Mean);
        Assert.Equal(0.5, MembershipInference.Attack([.. Enumerable.Repeat(-101.0, 12)], [.. Enumerable.Repeat(-1e9, 12)]).Mean);
        Assert.Equal(1, MembershipInference.Attack([.. Enumerable.Repeat(99.0, 12)], [.. Enumerable.Repeat(1e9, 12)]).Mean);
    }

    /// <summary>Of 20 samples of each kind 2 are held out: 4 guesses in each of 10 splits and 10 seeds, so that every accuracy is a whole number of 400ths.</summary>
    [Fact]
    public void A_tenth_of_each_kind_is_held_out()
    {
        for (var shift = 1; shift <= 16; shift++)
        {
            double[] test = [.. Enumerable.Range(0, 20).Select(i => Math.Sin(i * shift))], forget = [.. Enumerable.Range(0, 20).Select(i => Math.Cos(i * shift) + 0.2)];
            var guesses = MembershipInference.Attack(test, forget).Mean * 400;
            Assert.Equal(Math.Round(guesses), guesses, 1e-6);
        }
    }

    [Fact]
    public void Too_few_samples_and_nans_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MembershipInference.Attack([1, 2, 3], [1]));
        Assert.Throws<ArgumentException>(() => MembershipInference.Attack([1, 2, double.NaN], [1, 2]));
    }

    [Fact]
    public void The_regression_is_at_its_optimum()
    {
        double[] xs = [-2, -1, 0.5, 0.2, 1, 3];
        bool[] labels = [false, false, true, false, true, true];
        var fit = LogisticRegression.Fit(xs, labels);
        double P(double x) => 1 / (1 + Math.Exp(-(fit.Weight * x + fit.Intercept)));
        var residuals = xs.Zip(labels, (x, y) => (x, r: P(x) - (y ? 1 : 0))).ToList();
        Assert.Equal(0, residuals.Sum(p => p.r), 1e-9);
        Assert.Equal(-fit.Weight, residuals.Sum(p => p.r * p.x), 1e-9);
    }

    // By bisection in another language: of w²/2 + Σ log(1 + exp(-margin)) the least.
    [Theory]
    [InlineData(new[] { -1.0, 1 }, new[] { false, true }, 0.6748316143, 0.0)]
    [InlineData(new[] { 0.0, 1, 2, 5 }, new[] { false, false, true, true }, 0.8641695547, -1.5434342544)]
    [InlineData(new[] { 1.0, 2, 4 }, new[] { true, false, false }, -0.7080062536, 0.8179870972)]
    public void The_regression_finds_known_lines(double[] xs, bool[] labels, double weight, double intercept)
    {
        var fit = LogisticRegression.Fit(xs, labels);
        Assert.Equal(weight, fit.Weight, 1e-6);
        Assert.Equal(intercept, fit.Intercept, 1e-6);
    }

    [Fact]
    public void On_the_line_is_not_beyond_it()
    {
        var line = new LogisticRegression(2, -6);
        Assert.False(line.Predict(3));
        Assert.True(line.Predict(3.001));
        Assert.False(line.Predict(2.999));
    }

    [Fact]
    public void Two_of_each_kind_are_enough_and_the_message_counts_them()
    {
        Assert.Equal(1, MembershipInference.Attack([0, 0], [9, 9]).Mean);
        Assert.Contains("there are 3 and 1", Assert.Throws<ArgumentException>(() => MembershipInference.Attack([1, 2, 3], [1])).Message, StringComparison.Ordinal);
        Assert.Equal("A sample's loss is not a number.", Assert.Throws<ArgumentException>(() => MembershipInference.Attack([1, 2], [1, double.NaN])).Message);
    }

    /// <summary>What is alike comes out at 50 %; the reference may be off by 3 std √0.2 + 0.5.</summary>
    [Theory]
    [InlineData(50.7, 0.2, true)]
    [InlineData(49.3, 0.2, true)]
    [InlineData(50.8, 0.2, false)]
    [InlineData(49.2, 0.2, false)]
    [InlineData(50.5, 0.0, true)]
    [InlineData(50.6, 0.0, false)]
    public void The_reference_of_a_case_may_be_off_by_the_spread_of_its_seeds(double mean, double std, bool passes)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, FormattableString.Invariant(
                $$"""{ "cases": [ { "name": "alike", "test": [1, 1, 1], "forget": [1, 1, 1], "accuracy_percent_mean": {{mean}}, "accuracy_percent_std": {{std}} } ] }"""));
            var row = Assert.Single(MembershipParity.Run(file));
            Assert.Equal(passes, row.Passed);
            Assert.Equal("membership inference 'alike' (percent)", row.Quantity);
            Assert.Equal(Math.Abs(mean - 50), row.MaxAbsoluteError, 1e-9);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
