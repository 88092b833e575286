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
}
