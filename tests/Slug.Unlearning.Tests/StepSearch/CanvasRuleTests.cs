using Slug.Unlearning.StepSearch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>The reference's rule for UnlearnCanvas, against step sizes worked out by hand.</summary>
public sealed class CanvasRuleTests
{
    [Fact]
    public void Ends_at_once_where_the_target_is_gone_and_its_domain_is_kept() => Run(0.9, [(0, 0.85)], [4], taken: 4);

    // hi 40: 4 is too weak, (4 + 40)/2 = 22 too strong, (4 + 22)/2 = 13 too weak, (13 + 22)/2 = 17.5 right.
    [Fact]
    public void Halves_towards_what_is_too_weak_and_too_strong() => Run(0.9, [(0.5, 0.9), (0, 0.3), (0.1, 0.895), (0, 0.81)], [4, 22, 13, 17.5], taken: 17.5);

    // A loss of more than a tenth is too much; from 4 down to 2.
    [Fact]
    public void A_loss_of_more_than_a_tenth_is_too_much() => Run(1, [(0, 0.89), (0, 0.95)], [4, 2], taken: 2);

    [Fact]
    public void Where_the_domain_is_lost_before_the_target_nothing_is_taken() => Run(0.9, [(0.5, 0.89)], [4], taken: null);

    [Fact]
    public void Ends_after_eleven_rounds_with_what_keeps_the_most_where_the_target_is_gone()
    {
        (double, double)[] measured = [.. Enumerable.Range(0, 11).Select(i => (0.0, i == 6 ? 0.5 : 0.4))];
        Run(0.9, measured, [.. Enumerable.Range(0, 11).Select(i => 4 / Math.Pow(2, i))], taken: 4 / 64.0);
    }

    [Fact]
    public void Of_those_that_keep_the_same_the_smallest_is_taken() => Run(0.9, [.. Enumerable.Repeat((0.0, 0.4), 11)], [.. Enumerable.Range(0, 11).Select(i => 4 / Math.Pow(2, i))], taken: 4 / 1024.0);

    [Fact]
    public void A_loss_of_a_tenth_to_the_last_bit_is_too_much() => Run(0.1, [(0, 0), (0, 0.05)], [4, 2], taken: 2);

    // More than a tenth away, and upwards: neither too strong nor too weak.
    [Fact]
    public void Where_the_domain_has_gained_much_the_search_ends() => Run(0.5, [(0, 0.7)], [4], taken: 4);

    private static void Run(double before, (double Target, double Retained)[] measured, double[] lambdas, double? taken)
    {
        var asked = new List<double>();
        var (trace, found) = new CanvasRule(before).Search(4, lambda =>
        {
            asked.Add(lambda);
            var (target, retained) = measured[asked.Count - 1];
            return new StepEvaluation(lambda, new ForgetAccuracy(target, target), retained);
        });
        Assert.Equal(lambdas, asked);
        Assert.Equal(lambdas, trace.Select(e => e.Lambda));
        Assert.Equal(taken, found?.Lambda);
    }
}
