using Slug.Models.Checkpoints;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Updates;

public sealed class AppliedUpdateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-updates-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_layer_moves_by_the_same_step_from_its_original_weights()
    {
        using var model = new FewWeights(("a", [1, 2]), ("b", [3]), ("c", [4]));
        using var ascent = FewWeights.Along(("a", [10, 20]), ("b", [-30]));
        using (var trial = new AppliedUpdate(model.Layers, ["a", "b"], ascent))
        {
            Assert.Equal([1f, 2f], model["a"]);
            trial.Set(1);
            trial.Set(0.5);
            Assert.Equal(([6f, 12f], [-12f], [4f]), (model["a"], model["b"], model["c"]), SameNumbers);
        }

        Assert.Equal(([1f, 2f], [3f], [4f]), (model["a"], model["b"], model["c"]), SameNumbers);

        static bool SameNumbers((float[], float[], float[]) one, (float[], float[], float[]) other) =>
            one.Item1.SequenceEqual(other.Item1) && one.Item2.SequenceEqual(other.Item2) && one.Item3.SequenceEqual(other.Item3);
    }

    [Fact]
    public void In_half_precision_the_sum_is_rounded_and_trial_and_update_are_the_same()
    {
        using var model = new FewWeights(("a", [1, 2]));
        model.to(ScalarType.BFloat16);
        // bfloat16 has steps of 1/128 above 1: 1.00391 is more than half of the way, though 0.00391 alone would be rounded to half of it.
        using var ascent = FewWeights.Along(("a", [0.00391f, 0.5f]));
        using (var trial = new AppliedUpdate(model.Layers, ["a"], ascent))
        {
            trial.Set(1);
            Assert.Equal([1.0078125f, 2.5f], Values());
        }

        Assert.Equal([1f, 2f], Values());
        using var update = LayerUpdate.Along("x", "a", ["a"], 1, ascent);
        update.ApplyTo(model.Layers);
        Assert.Equal([1.0078125f, 2.5f], Values());
        Assert.Equal(Math.Sqrt((1.0078125 * 1.0078125) + 6.25), StepSizeSearch.Norm(["a"], l => model.Layers[l].Value), 1e-6);

        float[] Values() => model.Layers["a"].Value.to_type(ScalarType.Float32).data<float>().ToArray();
    }

    [Fact]
    public void A_layer_that_the_model_lacks_is_told_and_moves_nothing()
    {
        using var model = new FewWeights(("a", [1, 2]));
        using var ascent = FewWeights.Along(("a", [10, 20]), ("b", [-30]));
        Assert.Contains("no layer 'b'", Assert.Throws<ArgumentException>(() => new AppliedUpdate(model.Layers, ["a", "b"], ascent)).Message);
        Assert.Equal([1f, 2f], model["a"]);
    }

    [Fact]
    public void A_trial_frees_what_it_took_and_puts_the_weights_back_once()
    {
        using var model = new FewWeights(("a", [1, 2]));
        using var ascent = FewWeights.Along(("a", [10, 20]), ("b", [-30]));
        Assert.Equal(0, LiveTensors.LeftBy(() =>
        {
            using var trial = new AppliedUpdate(model.Layers, ["a"], ascent);
            trial.Set(1);
        }));
        Assert.Equal(0, LiveTensors.LeftBy(() => Assert.Throws<ArgumentException>(() => new AppliedUpdate(model.Layers, ["a", "b"], ascent))));
        var twice = new AppliedUpdate(model.Layers, ["a"], ascent);
        twice.Dispose();
        twice.Dispose();
        Assert.Equal([1f, 2f], model["a"]);
    }

    [Fact]
    public void An_update_for_another_model_says_what_does_not_fit()
    {
        using var model = new FewWeights(("a", [1, 2]));
        using var unknown = new LayerUpdate("tiger", "b", 1, [KeyValuePair.Create("a", ones(2)), KeyValuePair.Create("b", ones(1))]);
        using var large = new LayerUpdate("tiger", "a", 1, [KeyValuePair.Create("a", ones(2, 3))]);
        Assert.StartsWith("The model has no layer 'b', which the update of 'tiger' changes.", Assert.Throws<ArgumentException>(() => unknown.ApplyTo(model.Layers)).Message);
        Assert.StartsWith("The update of 'tiger' changes 'a' [2, 3]; the model's is [2].", Assert.Throws<ArgumentException>(() => large.ApplyTo(model.Layers)).Message);
        Assert.Equal([1f, 2f], model["a"]);
    }

    [Fact]
    public void An_update_owns_its_changes()
    {
        using var ascent = FewWeights.Along(("a", [10, 20]));
        var update = LayerUpdate.Along("tiger", "a", ["a"], 0.5, ascent);
        var change = update.Changes[0].Value;
        Assert.Equal([5f, 10f], change.data<float>().ToArray());
        update.Dispose();
        Assert.True(change.IsInvalid);
    }

    [Theory]
    [InlineData("kind", "other")]
    [InlineData("kind", null)]
    [InlineData("layer", "b")]
    [InlineData("layer", null)]
    [InlineData("lambda", "much")]
    [InlineData("lambda", null)]
    public void A_file_that_does_not_say_what_it_is_is_refused(string key, string? value)
    {
        var path = Rewritten(key, value, 1);
        Assert.Contains(
            "is not a single-layer update: its metadata lacks kind, layer or lambda. Run Unlearn again.", Assert.Throws<CheckpointException>(() => UpdateFile.Load(path)).Message);
    }

    [Fact]
    public void A_file_may_lack_the_concepts_name_and_keeps_every_digit_of_the_step()
    {
        using var update = UpdateFile.Load(Rewritten("concept", null, 1));
        Assert.Equal(("", "a", 1.0 / 3), (update.Concept, update.Layer, update.Lambda));
    }

    [Fact]
    public void A_change_that_is_no_number_is_told_with_its_file()
    {
        var path = Rewritten("concept", "tiger", float.NaN);
        Assert.StartsWith($"the change of 'a' in {path}: 1 of 1 numbers are NaN", Assert.Throws<NotFiniteNumberException>(() => UpdateFile.Load(path)).Message);
    }

    /// <summary>An update's file with one entry of its metadata written otherwise, or left out.</summary>
    private string Rewritten(string key, string? value, float change)
    {
        var (path, copy) = (Path.Combine(_folder, "update.safetensors"), Path.Combine(_folder, "copy.safetensors"));
        using (var update = new LayerUpdate("tiger", "a", 1.0 / 3, [KeyValuePair.Create("a", ones(1))])) UpdateFile.Save(path, update);
        Dictionary<string, string> metadata;
        using (var file = SafetensorsFile.Open(path)) metadata = file.Header.Metadata.ToDictionary();
        Assert.Equal(["concept", "kind", "lambda", "layer"], metadata.Keys.Order(StringComparer.Ordinal));
        metadata.Remove(key);
        if (value is not null) metadata[key] = value;
        using var tensor = full(1, change);
        SafetensorsWriter.Write(copy, [KeyValuePair.Create("a", tensor)], metadata);
        return copy;
    }
}
