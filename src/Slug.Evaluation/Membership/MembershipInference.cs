using Slug.Basics;

namespace Slug.Evaluation.Membership;

/// <summary>The accuracy of a membership inference attack, in 0..1: one half means that the forget set cannot be told from unseen samples.</summary>
/// <param name="Mean">The mean over the seeds.</param>
/// <param name="Std">The standard deviation over the seeds.</param>
public sealed record MembershipResult(double Mean, double Std);

/// <summary>
/// The membership inference attack of METHOD section 4: a logistic regression on one number per sample (a loss or a cosine distance) tries to
/// tell the forget set from test samples. Ten seeds; for each, equally many samples of both, ten stratified splits with a tenth held out.
/// </summary>
public static class MembershipInference
{
    private const int Seeds = 10;
    private const int Splits = 10;
    private const double HeldOut = 0.1;
    private const double Limit = 100;

    /// <summary>Attacks.</summary>
    /// <param name="test">One number per sample that the model never trained on.</param>
    /// <param name="forget">One number per sample of the forget set.</param>
    /// <exception cref="ArgumentException">A set is too small to hold anything out, or has a number that is not finite.</exception>
    public static MembershipResult Attack(IReadOnlyList<double> test, IReadOnlyList<double> forget)
    {
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(forget);
        var count = Math.Min(test.Count, forget.Count);
        if (count < 2) throw new ArgumentException($"A membership attack needs at least two samples of each kind, there are {test.Count} and {forget.Count}.");
        if (test.Concat(forget).Any(double.IsNaN)) throw new ArgumentException("A sample's loss is not a number.");
        var scores = Enumerable.Range(0, Seeds).Select(seed => AttackOnce(test, forget, count, (ulong)seed)).ToList();
        var mean = scores.Average();
        return new MembershipResult(mean, Math.Sqrt(scores.Average(s => (s - mean) * (s - mean))));
    }

    private static double AttackOnce(IReadOnlyList<double> test, IReadOnlyList<double> forget, int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var unseen = Sample(test, count, random);
        var members = Sample(forget, count, random);
        // As many held out of each kind; with both kinds equally frequent that is what stratification means.
        var held = Math.Max(1, (int)Math.Ceiling(2 * count * HeldOut) / 2);
        var right = 0;
        for (var split = 0; split < Splits; split++)
        {
            random.ShuffleScaled(unseen);
            random.ShuffleScaled(members);
            var xs = unseen.Skip(held).Concat(members.Skip(held)).ToList();
            var labels = Enumerable.Range(0, xs.Count).Select(i => i >= count - held).ToList();
            var model = LogisticRegression.Fit(xs, labels);
            right += unseen.Take(held).Count(x => !model.Predict(x)) + members.Take(held).Count(model.Predict);
        }

        return right / (double)(Splits * 2 * held);
    }

    private static double[] Sample(IReadOnlyList<double> values, int count, SeededRandom random)
    {
        var all = values.Select(v => Math.Clamp(v, -Limit, Limit)).ToArray();
        random.ShuffleScaled(all);
        return all[..count];
    }
}
