using Slug.Evaluation.Membership;
using static TorchSharp.torch;

namespace Slug.Evaluation.Tests.Membership;

public class SampleScoresTests
{
    [Fact]
    public void Distances_are_one_minus_the_cosine()
    {
        using var images = tensor(new double[] { 1, 0, 0.6, 0.8, 0, 1 }, [3, 2]);
        using var captions = tensor(new double[] { 1, 0, 1, 0, 0, -1 }, [3, 2]);
        Assert.Equal([0, 0.4, 2], SampleScores.Distances(images, captions).Select(d => Math.Round(d, 12)));
    }

    [Fact]
    public void Losses_are_the_cross_entropy_of_the_right_class()
    {
        using var logits = tensor(new double[] { 0, 0, 0, 2, 1, -1 }, [2, 3]);
        var expected = Math.Log(Math.Exp(2) + Math.Exp(1) + Math.Exp(-1)) - 1;
        var losses = SampleScores.Losses(logits, [2, 1]);
        Assert.Equal(Math.Log(3), losses[0], 12);
        Assert.Equal(expected, losses[1], 12);
    }
}
