using Slug.Unlearning.Gradients;
using Slug.Unlearning.Methods;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Methods;

/// <summary>Behaviour; the numbers are held against the reference in <c>ClipParityTests</c>.</summary>
public class ComparisonMethodTests
{
    private static readonly MethodData Data = new(_ => TinyClip.Batches("forget"), _ => TinyClip.Batches("retain"), 3, 4);

    [Theory]
    [InlineData("ft", MethodKind.FineTuning, false)]
    [InlineData("ga", MethodKind.GradientAscent, false)]
    [InlineData("gaft", MethodKind.AscentAndFineTuning, false)]
    [InlineData("gaft_o", MethodKind.AscentAndFineTuning, true)]
    [InlineData("salun", MethodKind.SaliencyUnlearning, false)]
    [InlineData("ssd", MethodKind.SelectiveDampening, false)]
    [InlineData("razor", MethodKind.Razor, false)]
    public void Names_are_read_and_written(string name, MethodKind kind, bool contrastive)
    {
        Assert.Equal((kind, contrastive), MethodNames.Parse(name));
        Assert.Equal(name, MethodNames.Of(kind, contrastive));
    }

    [Fact]
    public void An_unknown_name_lists_the_known() =>
        Assert.Contains("ft, ga, gaft, salun, ssd", Assert.Throws<ArgumentException>(() => MethodNames.Parse("slug")).Message);

    [Fact]
    public void Ascent_raises_the_forget_loss_over_the_epochs()
    {
        using var model = TinyClip.Load();
        var losses = new List<double> { Loss(model) };
        ComparisonMethod.Run(model, MethodKind.GradientAscent, Data, new MethodOptions { Epochs = 3, LearningRate = 1e-3 }, _ =>
        {
            losses.Add(Loss(model));
            return true;
        });
        Assert.Equal(4, losses.Count);
        Assert.Equal(losses.Order(), losses);
        Assert.All(model.parameters(), p => Assert.Null(p.grad));
    }

    [Theory]
    [InlineData(MethodKind.FineTuning)]
    [InlineData(MethodKind.GradientAscent)]
    [InlineData(MethodKind.AscentAndFineTuning)]
    [InlineData(MethodKind.SaliencyUnlearning)]
    [InlineData(MethodKind.SelectiveDampening)]
    public void A_run_ends_when_the_caller_has_seen_enough(MethodKind kind)
    {
        using var model = TinyClip.Load();
        var epochs = new List<int>();
        ComparisonMethod.Run(model, kind, Data, new MethodOptions(), epoch =>
        {
            epochs.Add(epoch);
            return epoch < 1;
        });
        Assert.Equal([0, 1], epochs);
    }

    [Theory]
    [InlineData(MethodKind.AscentAndFineTuning)]
    [InlineData(MethodKind.SaliencyUnlearning)]
    [InlineData(MethodKind.SelectiveDampening)]
    public void Frozen_embeddings_stay(MethodKind kind)
    {
        byte[] Embedding(bool freeze)
        {
            using var model = TinyClip.Load();
            ComparisonMethod.Run(model, kind, Data, new MethodOptions { Epochs = 1, LearningRate = 1e-3, FreezeEmbeddings = freeze }, _ => true);
            return TinyClip.Snapshot(model)["token_embedding.weight"];
        }

        using var original = TinyClip.Load();
        Assert.Equal(TinyClip.Snapshot(original)["token_embedding.weight"], Embedding(freeze: true));
        Assert.NotEqual(TinyClip.Snapshot(original)["token_embedding.weight"], Embedding(freeze: false));
    }

    [Theory]
    [InlineData(MethodKind.FineTuning, false)]
    [InlineData(MethodKind.GradientAscent, true)]
    [InlineData(MethodKind.SelectiveDampening, true)]
    public void Cancelling_stops_before_the_next_batch(MethodKind kind, bool forget)
    {
        using var model = TinyClip.Load();
        using var cancellation = new CancellationTokenSource();
        var taken = 0;
        IEnumerable<PairBatch> Cancels(string set)
        {
            foreach (var batch in TinyClip.Batches(set))
            {
                if (++taken == 2) cancellation.Cancel();
                yield return batch;
            }
        }

        var data = new MethodData(_ => forget ? Cancels("forget") : TinyClip.Batches("forget"), _ => forget ? TinyClip.Batches("retain") : Cancels("retain"), 3, 4);
        Assert.Throws<OperationCanceledException>(() => ComparisonMethod.Run(model, kind, data, new MethodOptions(), _ => true, cancellation.Token));
        Assert.Equal(2, taken);
    }

    [Theory]
    [InlineData(MethodKind.AscentAndFineTuning)]
    [InlineData(MethodKind.SaliencyUnlearning)]
    public void What_was_frozen_for_a_method_asks_for_gradients_again_when_it_has_ended(MethodKind kind)
    {
        using var model = TinyClip.Load();
        ComparisonMethod.Run(model, kind, Data, new MethodOptions { Epochs = 1, FreezeEmbeddings = true }, _ => true);
        Assert.All(model.parameters(), p => Assert.True(p.requires_grad && p.grad is null));
    }

    [Fact]
    public void The_contrastive_variant_forgets_another_way()
    {
        using var one = TinyClip.Load();
        using var other = TinyClip.Load();
        var options = new MethodOptions { Epochs = 1, LearningRate = 1e-3 };
        ComparisonMethod.Run(one, MethodKind.GradientAscent, Data, options, _ => true);
        ComparisonMethod.Run(other, MethodKind.GradientAscent, Data, options with { ContrastiveForget = true }, _ => true);
        Assert.False(one.TextProjection.Equals(other.TextProjection));
    }

    [Fact]
    public void The_mask_takes_the_share_and_breaks_ties_in_order()
    {
        using var model = TinyClip.Load();
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        foreach (var share in new[] { 0, 0.5, 0.999, 1 })
        {
            using var mask = SaliencyMask.Of(gradients, model.Layers, share);
            Assert.Equal((long)(model.parameters().Sum(p => p.numel()) * share), model.Layers.Sum(l => mask[l.Name].sum().item<long>()));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => SaliencyMask.Of(gradients, model.Layers, 1.5));
    }

    [Fact]
    public void The_row_is_the_first_epoch_that_forgot_or_the_lowest()
    {
        static ForgetAccuracy Fa(double top1) => new(top1, 1);
        Assert.Equal(1, ComparisonMethod.RowEpoch([Fa(0.5), Fa(0), Fa(0)]));
        Assert.Equal(2, ComparisonMethod.RowEpoch([Fa(0.5), Fa(0.4), Fa(0.2), Fa(0.3)]));
        Assert.StartsWith("No epoch was measured.", Assert.Throws<ArgumentException>(() => ComparisonMethod.RowEpoch([])).Message);
    }

    private static double Loss(Slug.Models.Clip.ClipModel model)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return TinyClip.Batches("forget").Average(b => Objective.Forget.Evaluate(model, b).item<float>());
    }

    [Theory]
    [InlineData(MethodKind.FineTuning)]
    [InlineData(MethodKind.GradientAscent)]
    [InlineData(MethodKind.AscentAndFineTuning)]
    [InlineData(MethodKind.SaliencyUnlearning)]
    [InlineData(MethodKind.SelectiveDampening)]
    public void Numbers_that_are_none_stop_a_method_before_anything_is_measured(MethodKind kind)
    {
        using var model = TinyClip.Load();
        using (no_grad()) model.TextProjection.view(-1)[0] = float.NaN;
        var measured = 0;
        var thrown = Assert.Throws<NotFiniteNumberException>(() => ComparisonMethod.Run(model, kind, Data, new MethodOptions { Epochs = 1 }, _ => ++measured > 0));
        Assert.Matches("(loss of|importance of) ", thrown.Message);
        Assert.Equal(0, measured);
    }

    [Fact]
    public void Weights_that_the_last_step_of_an_epoch_ruins_are_told_with_the_epoch()
    {
        using var model = TinyClip.Load();
        var one = new MethodData(_ => [], _ => [TinyClip.Batches("retain")[0]], 0, 1);
        var options = new MethodOptions { Epochs = 2, LearningRate = 1e39, ConstantLearningRate = true };
        var thrown = Assert.Throws<NotFiniteNumberException>(() => ComparisonMethod.Run(model, MethodKind.FineTuning, one, options, _ => true));
        Assert.Matches("^'.+' after epoch 1 of FineTuning: ", thrown.Message);
    }

    [Theory]
    [InlineData(MethodKind.SaliencyUnlearning)]
    [InlineData(MethodKind.SelectiveDampening)]
    public void A_method_frees_its_tensors(MethodKind kind)
    {
        using var model = TinyClip.Load();
        var (forget, retain) = (TinyClip.Batches("forget"), TinyClip.Batches("retain"));
        static IEnumerable<PairBatch> Copies(List<PairBatch> set) => set.Select(batch => new PairBatch(batch.Images.clone(), batch.Tokens.clone()));
        var data = new MethodData(_ => Copies(forget), _ => Copies(retain), 3, 4);
        void Run() => ComparisonMethod.Run(model, kind, data, new MethodOptions { Epochs = 1 }, _ => true);
        Run();
        Assert.Equal(0, LiveTensors.LeftBy(Run));
    }

    [Fact]
    public void A_method_that_diverges_stops_and_says_where()
    {
        using var model = TinyClip.Load();
        var thrown = Assert.Throws<NotFiniteNumberException>(
            () => ComparisonMethod.Run(model, MethodKind.FineTuning, Data, new MethodOptions { Epochs = 3, LearningRate = 1e38 }, _ => true));
        Assert.Matches("^(the contrastive loss of step \\d+ of FineTuning|'.+' after epoch 1 of FineTuning)", thrown.Message);
    }
}
