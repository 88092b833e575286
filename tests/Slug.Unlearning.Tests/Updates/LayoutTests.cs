using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Updates;

/// <summary>Layers, groups and updates have the names and shapes of the checkpoint that the model came from, through files.</summary>
public sealed class LayoutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-layouts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("clip-tiny", false)]
    [InlineData("clip-tiny", true)]
    [InlineData("clip-hf-quick", false)]
    [InlineData("clip-hf-gelu", true)]
    public void The_originals_tensors_and_the_updates_make_the_unlearned_file_bit_for_bit(string set, bool groups)
    {
        using var scope = NewDisposeScope();
        var original = Original(set);
        using var model = Load(set, original);
        using var forget = Forget(model);
        var before = TinyClip.Snapshot(model);
        var candidates = model.Layers.Candidates.Select(l => new LayerScore(l.Name, l.Tower, 1, 0, 1, 1)).ToList();
        foreach (var move in LayerMove.Of(model.Layers, candidates, groups))
        {
            var (change, unlearned) = (Path.Combine(_folder, "update.safetensors"), Path.Combine(_folder, "unlearned.safetensors"));
            using (var update = LayerUpdate.Along("tiger", move.Name, move.Layers, 0.37, forget)) UpdateFile.Save(change, update);
            using (var trial = new AppliedUpdate(model.Layers, move.Layers, forget))
            using (var file = SafetensorsFile.Open(original))
            {
                trial.Set(0.37);
                ClipLayouts.SaveLike(model, file, unlearned);
            }

            var (was, @is, added) = (SafetensorsFile.LoadAll(original), SafetensorsFile.LoadAll(unlearned), SafetensorsFile.LoadAll(change));
            Assert.Equal(was.Keys.Order(), @is.Keys.Order());
            Assert.Equal(move.Layers.Order(), added.Keys.Order());
            foreach (var (name, tensor) in was)
            {
                Assert.Equal(tensor.shape, @is[name].shape);
                Assert.True((added.TryGetValue(name, out var difference) ? tensor.add(difference) : tensor).Equals(@is[name]), $"{move.Name}: {name}");
            }

            // The same update, read from its file and applied, is the same model.
            using var again = Load(set, original);
            using (var update = UpdateFile.Load(change)) update.ApplyTo(again.Layers);
            foreach (var layer in again.Layers) Assert.True(layer.Value.Equals(@is[layer.Name]), layer.Name);
        }

        Assert.Equal(before, TinyClip.Snapshot(model));
    }

    [Fact]
    public void A_hugging_face_model_ranks_queries_keys_and_values_apart_and_no_norms()
    {
        using var model = Load("clip-hf-quick", Original("clip-hf-quick"));
        var names = model.Layers.Candidates.Select(l => l.Name).ToList();
        // Two vision and three text blocks of q, k, v, out, fc1 and fc2, and both projections.
        Assert.Equal((5 * 6) + 2, names.Count);
        Assert.Contains("vision_model.encoder.layers.1.self_attn.k_proj.weight", names);
        Assert.DoesNotContain(names, name => name.Contains("norm", StringComparison.Ordinal) || name.Contains("in_proj", StringComparison.Ordinal));
        Assert.Equal(Tower.Vision, model.Layers["visual_projection.weight"].Tower);
        Assert.Equal(
            ["text_model.encoder.layers.0.self_attn.q_proj.weight", "text_model.encoder.layers.0.self_attn.k_proj.weight", "text_model.encoder.layers.0.self_attn.v_proj.weight"],
            model.Layers.GroupOf("text_model.encoder.layers.0.self_attn.v_proj.weight").Select(l => l.Name));
        Assert.Equal(2, model.Layers.GroupOf("vision_model.encoder.layers.0.mlp.fc2.weight").Count);
    }

    [Fact]
    public void Of_candidates_that_share_a_group_the_first_stands_for_it()
    {
        using var model = Load("clip-hf-quick", Original("clip-hf-quick"));
        var candidates = new[] { "self_attn.v_proj", "self_attn.out_proj", "self_attn.q_proj", "mlp.fc2" }
            .Select(part => new LayerScore($"text_model.encoder.layers.1.{part}.weight", Tower.Language, 1, 0, 1, 1)).ToList();
        var moves = LayerMove.Of(model.Layers, candidates, groups: true);
        Assert.Equal([3, 1, 2], moves.Select(m => m.Layers.Count));
        Assert.Equal("text_model.encoder.layers.1.self_attn.v_proj.weight", moves[0].Name);
        Assert.Equal([1, 1, 1, 1], LayerMove.Of(model.Layers, candidates, groups: false).Select(m => m.Layers.Count));
    }

    [Fact]
    public void A_view_moves_its_part_of_the_fused_parameter_alone()
    {
        using var scope = NewDisposeScope();
        using var model = Load("clip-hf-quick", Original("clip-hf-quick"));
        var whole = model.get_parameter("transformer.resblocks.0.attn.in_proj_weight")!;
        var before = whole.detach().clone();
        using (no_grad()) model.Layers["text_model.encoder.layers.0.self_attn.k_proj.weight"].Value.add_(1);
        var moved = (whole - before).ne(0).any(1).data<bool>().ToArray();
        Assert.Equal(Enumerable.Range(0, 144).Select(row => row is >= 48 and < 96), moved);
    }

    private static GradientSet Forget(ClipModel model)
    {
        using var generator = new Generator(4);
        var size = model.Config.Vision.ImageSize;
        var tokens = randint(1, 60, [4, 16], dtype: ScalarType.Int64, generator: generator);
        tokens[TensorIndex.Colon, 9] = tensor(63L);
        return GradientComputation.Compute(model, [new PairBatch(randn([4, 3, size, size], generator: generator), tokens)], Objective.Forget);
    }

    private static string Original(string set) => Path.Combine(AppContext.BaseDirectory, "Golden", set, "weights.safetensors");

    private static ClipModel Load(string set, string weights) => ClipModel.Load(ClipConfig.Load(Path.Combine(AppContext.BaseDirectory, "Golden", set, "config.json")), weights);
}
