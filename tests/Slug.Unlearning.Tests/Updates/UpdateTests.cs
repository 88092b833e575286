using Slug.Models.Checkpoints;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Updates;

public sealed class UpdateTests : IDisposable
{
    private const string Layer = "transformer.resblocks.0.attn.out_proj.weight";
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-updates-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_trial_changes_one_layer_and_leaves_no_trace()
    {
        using var model = TinyClip.Load();
        var before = TinyClip.Snapshot(model);
        using var ascent = Directions.Of(Layer, randn(48, 48));
        using (var trial = new AppliedUpdate(model.Layers, [Layer], ascent))
        {
            trial.Set(0.3);
            trial.Set(0.1);
            var changed = TinyClip.Snapshot(model).Where(p => !p.Value.AsSpan().SequenceEqual(before[p.Key])).Select(p => p.Key);
            Assert.Equal([Layer], changed);
        }

        Assert.Equal(before, TinyClip.Snapshot(model));
    }

    [Fact]
    public void The_file_gives_the_very_weights_of_the_trial()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var gradients = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        byte[] tried;
        using (var trial = new AppliedUpdate(model.Layers, [Layer], gradients))
        {
            trial.Set(0.7);
            tried = TinyClip.Snapshot(model)[Layer];
        }

        var path = Path.Combine(_folder, "update.safetensors");
        using (var update = LayerUpdate.Along("tiger face", Layer, [Layer], 0.7, gradients)) UpdateFile.Save(path, update);
        using var loaded = UpdateFile.Load(path);
        loaded.ApplyTo(model.Layers);
        Assert.Equal(tried, TinyClip.Snapshot(model)[Layer]);
        Assert.Equal(("tiger face", Layer, 0.7), (loaded.Concept, loaded.Layer, loaded.Lambda));
    }

    [Fact]
    public void Updates_of_several_concepts_add_up_on_a_shared_layer()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var original = model.get_parameter(Layer)!.clone();
        using var generator = new Generator(1);
        var (one, two) = (randn([48, 48], generator: generator), randn([48, 48], generator: generator));
        using (var update = LayerUpdate.Along("a", Layer, [Layer], 0.5, Directions.Of(Layer, one))) update.ApplyTo(model.Layers);
        using (var update = LayerUpdate.Along("b", Layer, [Layer], 2, Directions.Of(Layer, two))) update.ApplyTo(model.Layers);
        Assert.True((original + (one * 0.5) + (two * 2) - model.get_parameter(Layer)!).abs().max().item<float>() < 1e-5f);
    }

    [Fact]
    public void A_file_of_weights_is_not_an_update()
    {
        var error = Assert.Throws<CheckpointException>(() => UpdateFile.Load(Path.Combine(TinyClip.Folder, "weights.safetensors")));
        Assert.Contains("not a single-layer update", error.Message);
    }

    [Fact]
    public void An_update_of_another_model_is_refused()
    {
        using var model = TinyClip.Load();
        using var unknown = new LayerUpdate("a", "visual.nope", 1, [KeyValuePair.Create("visual.nope", zeros(1))]);
        using var small = new LayerUpdate("a", Layer, 1, [KeyValuePair.Create(Layer, zeros(2, 2))]);
        Assert.Contains("no layer 'visual.nope'", Assert.Throws<ArgumentException>(() => unknown.ApplyTo(model.Layers)).Message);
        Assert.StartsWith(
            $"The update of 'a' changes '{Layer}' [2, 2]; the model's is [48, 48].", Assert.Throws<ArgumentException>(() => small.ApplyTo(model.Layers)).Message);
    }

    [Fact]
    public void A_change_beyond_all_numbers_is_refused_with_layer_and_concept()
    {
        using var ascent = Slug.Unlearning.Gradients.GradientSet.Of("x", [KeyValuePair.Create("w", TorchSharp.torch.full(2, 1e30f))]);
        Assert.StartsWith(
            "the change of 'w' by step size 1E+20 for 'rocket': 2 of 2 numbers are infinite",
            Assert.Throws<NotFiniteNumberException>(() => LayerUpdate.Along("rocket", "w", ["w"], 1e20, ascent)).Message);
    }
}
