using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Objectives;

public class ObjectiveTests
{
    [Fact]
    public void The_forget_loss_is_one_minus_the_mean_cosine()
    {
        using var scope = NewDisposeScope();
        var images = tensor(new float[] { 1, 0, 0, 1 }, [2, 2]);
        var texts = tensor(new float[] { 1, 0, 1, 0 }, [2, 2]);
        Assert.Equal(0.5f, Objective.Forget.Of(images, texts, tensor(1f)).item<float>(), 1e-6f);
    }

    [Fact]
    public void The_retain_loss_falls_when_pairs_match_better_than_others()
    {
        using var scope = NewDisposeScope();
        var features = eye(4);
        var matched = Objective.Retain.Of(features, features, tensor(2f)).item<float>();
        var shifted = Objective.Retain.Of(features, features.roll(1, 0), tensor(2f)).item<float>();
        Assert.True(matched < shifted);
        Assert.Equal(Math.Log(Math.Exp(Math.Exp(2)) + 3) - Math.Exp(2), matched, 1e-5);
    }

    [Fact]
    public void Losses_have_the_names_that_files_and_messages_use() =>
        Assert.Equal(("1-cos", "contrastive"), (Objective.Forget.Name, Objective.Retain.Name));

    [Fact]
    public void A_batch_owns_its_tensors()
    {
        var batch = new PairBatch(zeros(1, 3, 2, 2), zeros([1, 4], ScalarType.Int64));
        batch.Dispose();
        Assert.True(batch.Images.IsInvalid && batch.Tokens.IsInvalid);
    }
}
