using Slug.Unlearning.StepSearch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>Compares the accuracies of two searches.</summary>
internal static class Traces
{
    /// <summary>
    /// Asserts that two searches saw the same. Sums in another order end in other last bits, on each kind of processor elsewhere, and they
    /// decide where two names are equally near to an image: one image now and then, in some hundred measurements of 120 images, may be
    /// counted another way.
    /// </summary>
    /// <param name="expected">One search.</param>
    /// <param name="actual">The other.</param>
    /// <param name="images">The images of the concept, of which one may be counted another way; or two of the others.</param>
    /// <param name="what">For the message.</param>
    public static void AssertSame(LayerSearchResult expected, LayerSearchResult actual, int images, string what)
    {
        var ties = 0;
        foreach (var (one, other) in expected.Layers.Zip(actual.Layers))
        {
            Assert.Equal(one.Layer, other.Layer);
            var before = ties;
            foreach (var (a, b) in one.Trace.Zip(other.Trace))
            {
                if (a == b) continue;
                Assert.True(DifferByATie(a, b, 1.001 / images), $"{what}: {one.Layer}\n{string.Join('\n', one.Trace)}\nis not\n{string.Join('\n', other.Trace)}");
                ties++;
                // From here on the two searches take other ways.
                if (a.Forget.Top5 == 0 != (b.Forget.Top5 == 0)) break;
            }

            if (ties == before) Assert.Equal((one.Trace.Count, one.Reported, one.RelativeChange), (other.Trace.Count, other.Reported, other.RelativeChange));
        }

        Assert.InRange(ties, 0, 3);
        if (ties == 0) Assert.Equal(expected.Winner?.Layer, actual.Winner?.Layer);
    }

    private static bool DifferByATie(StepEvaluation a, StepEvaluation b, double image) => a.Lambda == b.Lambda
        && Math.Abs(a.Forget.Top1 - b.Forget.Top1) <= image
        && Math.Abs(a.Forget.Top5 - b.Forget.Top5) <= image
        && Math.Abs((a.Retained ?? 0) - (b.Retained ?? 0)) <= 2.0 / 60;
}
