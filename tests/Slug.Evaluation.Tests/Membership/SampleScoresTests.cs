using Slug.Evaluation.Membership;
using Slug.Models.Clip;
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
    public void Contrastive_losses_are_what_a_hand_computes()
    {
        using var images = tensor(new double[] { 1, 0, 0, 1, 0.6, 0.8 }, [3, 2]);
        using var captions = tensor(new double[] { 1, 0, 0.6, 0.8, 0, 1 }, [3, 2]);
        using var scale = tensor(Math.Log(2));
        // The first batch's logits, twice the cosines: 2 1.2 / 0 1.6.
        double Loss(double right, double otherCaption, double otherImage) =>
            (Math.Log(1 + Math.Exp(otherCaption - right)) + Math.Log(1 + Math.Exp(otherImage - right))) / 2;
        var losses = SampleScores.ContrastiveLosses(images, captions, scale, batchSize: 2);
        Assert.Equal([Loss(2, 1.2, 0), Loss(1.6, 0, 1.2), 0], losses, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(3)]
    public void The_mean_of_a_batch_s_contrastive_losses_is_the_contrastive_loss(int batch)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (images, captions) = (nn.functional.normalize(randn(7, 5), dim: 1), nn.functional.normalize(randn(7, 5), dim: 1));
        var scale = tensor(2.6592f);
        var losses = SampleScores.ContrastiveLosses(images, captions, scale, batch);
        Assert.Equal(7, losses.Count);
        for (var start = 0; start < 7; start += batch)
        {
            var count = Math.Min(batch, 7 - start);
            var mean = ContrastiveLoss.Of(images.narrow(0, start, count), captions.narrow(0, start, count), scale).item<float>();
            Assert.Equal(mean, losses.Skip(start).Take(count).Average(), 1e-5);
        }
    }

    [Fact]
    public void Pairs_that_are_none_are_refused()
    {
        using var two = ones(2, 3);
        using var three = ones(3, 3);
        using var scale = zeros(1);
        Assert.Contains("2 images have 3 captions", Assert.Throws<ArgumentException>(() => SampleScores.ContrastiveLosses(two, three, scale, 32)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleScores.ContrastiveLosses(two, two, scale, 0));
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
