using Slug.Models.Checkpoints;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Gradients;

public sealed class GradientComputationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-gradients-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_forget_gradient_points_uphill_on_the_forget_loss()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        double Loss()
        {
            using var noGrad = no_grad();
            return TinyClip.Batches("forget").Average(b => Objective.Forget.Evaluate(model, b).item<float>());
        }

        var before = Loss();
        Assert.Equal(before, gradients.MeanLoss, 1e-6);
        using (no_grad()) model.TextProjection.add_(gradients["text_projection"].mul(0.01));
        Assert.True(Loss() > before + 1e-6);
    }

    [Fact]
    public void Passes_do_not_leak_into_each_other()
    {
        using var model = TinyClip.Load();
        var before = TinyClip.Snapshot(model);
        using var first = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        using var other = GradientComputation.Compute(model, TinyClip.Batches("retain"), Objective.Retain);
        using var second = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        Assert.All(first.Names, name => Assert.True(first[name].Equals(second[name]), name));
        Assert.All(model.parameters(), p => Assert.Null(p.grad));
        Assert.Equal(before, TinyClip.Snapshot(model));
    }

    [Fact]
    public void A_loss_that_does_not_use_a_parameter_gives_it_a_zero_gradient()
    {
        using var model = TinyClip.Load();
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        Assert.Equal(0, gradients["logit_scale"].item<float>());
    }

    [Fact]
    public void Is_the_mean_of_the_batches_own_gradients()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("retain"), Objective.Retain);
        var sums = model.named_parameters().ToDictionary(p => p.name, p => zeros_like(p.parameter));
        foreach (var batch in TinyClip.Batches("retain"))
        {
            foreach (var parameter in model.parameters()) parameter.grad = null;
            Objective.Retain.Evaluate(model, batch).backward();
            foreach (var (name, parameter) in model.named_parameters()) sums[name].add_(parameter.grad!);
        }

        foreach (var (name, sum) in sums) Assert.True(sum.div_(4).allclose(gradients[name], 1e-5, 1e-9), name);
    }

    [Theory]
    [InlineData("forget")]
    [InlineData("retain")]
    public void What_is_not_wanted_is_not_computed_and_changes_nothing_else(string set)
    {
        using var model = TinyClip.Load();
        var objective = set == "forget" ? Objective.Forget : Objective.Retain;
        using var all = GradientComputation.Compute(model, TinyClip.Batches(set), objective);
        string[] wanted = ["text_projection", "visual.transformer.resblocks.1.mlp.c_fc.weight"];
        using var some = GradientComputation.Compute(model, TinyClip.Batches(set), objective, only: wanted.Contains);
        Assert.Equal(wanted, some.Names);
        Assert.All(wanted, name => Assert.True(all[name].Equals(some[name]), name));
        Assert.All(model.parameters(), p => Assert.True(p.requires_grad));
        Assert.All(model.parameters(), p => Assert.Null(p.grad));
        Assert.Contains("grads.store", Assert.Throws<KeyNotFoundException>(() => some["visual.proj"]).Message);
    }

    [Fact]
    public void A_failed_pass_leaves_the_model_as_it_was()
    {
        using var model = TinyClip.Load();
        Assert.Throws<ArgumentException>(() => GradientComputation.Compute(model, [], Objective.Forget, only: name => name == "text_projection"));
        Assert.All(model.parameters(), p => Assert.True(p.requires_grad));
    }

    [Fact]
    public void Files_may_keep_a_part()
    {
        using var model = TinyClip.Load();
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        var path = Path.Combine(_folder, "part.safetensors");
        gradients.Save(path, ["visual.proj"]);
        using var loaded = GradientSet.Load(path);
        Assert.Equal(["visual.proj"], loaded.Names);
        Assert.True(gradients["visual.proj"].Equals(loaded["visual.proj"]));
    }

    [Fact]
    public void Files_keep_the_gradients_and_their_meaning()
    {
        using var model = TinyClip.Load();
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        var path = Path.Combine(_folder, "forget.safetensors");
        gradients.Save(path);
        using var loaded = GradientSet.Load(path);
        Assert.Equal(gradients.Names, loaded.Names);
        Assert.All(gradients.Names, name => Assert.True(gradients[name].Equals(loaded[name]), name));
        Assert.Equal((gradients.Loss, gradients.Batches, gradients.MeanLoss), (loaded.Loss, loaded.Batches, loaded.MeanLoss));
    }

    [Fact]
    public void A_file_of_the_other_sign_is_refused()
    {
        // The reference's own gradients descend; taking them for ours would strengthen the concept.
        var error = Assert.Throws<CheckpointException>(() => GradientSet.Load(Path.Combine(TinyClip.Folder, "forget_grads.safetensors")));
        Assert.Contains("not a file of gradients", error.Message);
    }

    [Fact]
    public void An_empty_set_is_refused()
    {
        using var model = TinyClip.Load();
        Assert.StartsWith("The set whose 1-cos gradient is asked for has no pairs.", Assert.Throws<ArgumentException>(() => GradientComputation.Compute(model, [], Objective.Forget)).Message);
    }

    [Fact]
    public void Losses_are_freed_when_they_are_read()
    {
        using var model = TinyClip.Load();
        var set = TinyClip.Batches("forget");
        void Compute() => GradientComputation.Compute(model, set.Select(batch => new PairBatch(batch.Images.clone(), batch.Tokens.clone())), Objective.Forget).Dispose();
        Compute();
        Assert.Equal(0, LiveTensors.LeftBy(Compute));
    }

    [Fact]
    public void The_mean_loss_is_the_sum_over_batches_divided_by_their_number()
    {
        using var model = TinyClip.Load();
        var losses = new Queue<double>([1, 2, 6]);
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("forget"), new Objective("given", (_, _, scale) => scale.mul(0).add(losses.Dequeue())));
        Assert.Equal((3.0, 3, "given"), (gradients.MeanLoss, gradients.Batches, gradients.Loss));
    }

    [Fact]
    public void A_loss_that_is_no_number_is_told_with_its_batch()
    {
        using var model = TinyClip.Load();
        var losses = new Queue<double>([1, double.NaN, 1]);
        Assert.Equal("the given loss of batch 2 is NaN", Assert.Throws<NotFiniteNumberException>(() => GradientComputation.Compute(
            model, TinyClip.Batches("forget"), new Objective("given", (_, _, scale) => scale.mul(0).add(losses.Dequeue())))).Message);
    }

    [Fact]
    public void A_gradient_that_is_no_number_is_told_with_its_layer_though_the_loss_is_one()
    {
        // The root of zero is zero, and its slope has no end.
        using var model = TinyClip.Load();
        var root = new Objective("root", (_, _, scale) => scale.sub(scale).sqrt());
        Assert.Equal(
            "the root gradient of 'logit_scale': 1 of 1 numbers are NaN",
            Assert.Throws<NotFiniteNumberException>(() => GradientComputation.Compute(model, TinyClip.Batches("forget"), root)).Message);
    }

    [Fact]
    public void Gradients_that_were_there_before_do_not_count()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var expected = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        Objective.Retain.Evaluate(model, TinyClip.Batches("retain")[0]).backward();
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        Assert.All(expected.Names, name => Assert.True(expected[name].Equals(gradients[name]), name));
    }

    [Fact]
    public void What_is_not_wanted_asks_for_no_gradient_while_the_model_runs()
    {
        using var model = TinyClip.Load();
        var asking = new HashSet<string>();
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("forget"), new Objective("seen", (images, texts, scale) =>
        {
            asking.UnionWith(model.named_parameters().Where(p => p.parameter.requires_grad).Select(p => p.name));
            return Objective.Forget.Of(images, texts, scale);
        }), only: name => name == "visual.proj");
        Assert.Equal(["visual.proj"], asking);
    }

    [Fact]
    public void Cancelling_stops_between_batches()
    {
        using var model = TinyClip.Load();
        using var cancellation = new CancellationTokenSource();
        var done = 0;
        Assert.Throws<OperationCanceledException>(() => GradientComputation.Compute(
            model, TinyClip.Batches("retain"), Objective.Retain, count => { done = count; if (count == 2) cancellation.Cancel(); }, cancellation.Token));
        Assert.Equal(2, done);
    }

    [Fact]
    public void A_weight_that_is_no_number_stops_at_the_loss_of_its_batch()
    {
        using var model = TinyClip.Load();
        using (no_grad()) model.TextProjection.fill_(float.NaN);
        var thrown = Assert.Throws<NotFiniteNumberException>(() => GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget));
        Assert.Equal("the 1-cos loss of batch 1 is NaN", thrown.Message);
    }

    [Fact]
    public void A_gradient_file_with_numbers_that_are_none_is_refused_with_the_layers_name()
    {
        using var gradients = GradientSet.Of("forget", [KeyValuePair.Create("visual.proj", full(2, 3, float.NegativeInfinity))]);
        var path = Path.Combine(_folder, "broken.safetensors");
        gradients.Save(path);
        Assert.Equal(
            $"the gradient 'visual.proj' in {path}: 6 of 6 numbers are infinite, first in row 0 of 2, counted from 0",
            Assert.Throws<NotFiniteNumberException>(() => GradientSet.Load(path)).Message);
    }

    [Fact]
    public void A_file_that_names_no_loss_has_none_and_a_set_owns_its_tensors()
    {
        var path = Path.Combine(_folder, "bare.safetensors");
        using (var ones = TorchSharp.torch.ones(2)) SafetensorsWriter.Write(path, [KeyValuePair.Create("w", ones)], new Dictionary<string, string> { ["sign"] = "gradient of the loss, mean over batches" });
        var loaded = GradientSet.Load(path);
        Assert.Equal(("", 0.0, 0), (loaded.Loss, loaded.MeanLoss, loaded.Batches));
        var tensor = loaded["w"];
        loaded.Dispose();
        Assert.True(tensor.IsInvalid);
    }
}
