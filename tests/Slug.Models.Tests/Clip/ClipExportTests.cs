using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using Slug.Models.Clip;
using Slug.Models.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Clip;

/// <summary>A changed CLIP in the layout that it came in, whatever layout the change is named in.</summary>
public sealed class ClipExportTests : IDisposable
{
    private const string Fused = "transformer.resblocks.1.attn.in_proj_weight", Key = "text_model.encoder.layers.1.self_attn.k_proj.weight", Projection = "vision_model.encoder.layers.0.self_attn.out_proj.weight";

    private readonly string _folder = Directory.CreateTempSubdirectory("clip-export-").FullName;
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_fused_update_changes_its_part_of_a_hugging_face_file_and_only_its_shard()
    {
        var (source, target) = (Path.Combine(_folder, "source"), Path.Combine(_folder, "target"));
        var weights = PlainSafetensors.Read(GoldenFiles.Path("clip-hf-quick", "weights.safetensors"));
        var width = weights[Key].shape[0];
        var update = zeros(3 * width, width);
        update.narrow(0, width, width).copy_(rand(width, width));
        Shards(source, weights);
        var changes = ClipChanges.OfUpdate([KeyValuePair.Create(Fused, update)]);
        Assert.Equal(Key, Assert.Single(changes).Name);
        var written = ClipExport.WriteFolder(source, target, changes);
        var shard = Assert.Single(written);
        foreach (var path in Directory.GetFiles(target, "*.safetensors"))
        {
            foreach (var (name, tensor) in PlainSafetensors.Read(path))
                Assert.True(tensor.SameAs(name == Key ? weights[Key] + update.narrow(0, width, width) : weights[name]), name);
        }

        Assert.Contains(PlainSafetensors.Read(Path.Combine(target, shard)).Keys, name => name == Key);
        Assert.Equal(Directory.GetFiles(source).Select(Path.GetFileName).Order(), Directory.GetFiles(target).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Changes_by_hugging_face_s_names_fit_a_file_of_open_clip_s()
    {
        var source = GoldenFiles.Path("clip-tiny", "weights.safetensors");
        var weights = PlainSafetensors.Read(source);
        var (text, vision) = (weights[Fused].shape[1], weights["visual.transformer.resblocks.0.attn.out_proj.weight"].shape[0]);
        var changes = new[] { new WeightChange(Key, rand(text, text)), new WeightChange(Projection, rand(vision, vision)), new WeightChange("text_projection.weight", rand([.. weights["text_projection"].shape.Reverse()])) };
        var target = Path.Combine(_folder, "clip.safetensors");
        ClipExport.WriteFile(source, target, changes);
        var expected = weights.ToDictionary(t => t.Key, t => t.Value.clone());
        expected[Fused].narrow(0, text, text).add_(changes[0].Change);
        expected["visual.transformer.resblocks.0.attn.out_proj.weight"].add_(changes[1].Change);
        expected["text_projection"].add_(changes[2].Change.t());
        var read = PlainSafetensors.Read(target);
        Assert.Equal(weights.Keys.Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, t => Assert.True(t.Value.SameAs(read[t.Key]), t.Key));
    }

    [Fact]
    public void A_change_beyond_the_stored_type_is_refused()
    {
        var source = Path.Combine(_folder, "half.safetensors");
        SafetensorsWriter.Write(source, new Dictionary<string, Tensor> { [Key] = ones(2, 2, ScalarType.Float16) });
        var failure = Assert.Throws<CheckpointException>(() => ClipExport.WriteFile(source, Path.Combine(_folder, "out.safetensors"), [new WeightChange(Key, full(2, 2, 70000f))]));
        Assert.Contains("beyond what Float16 holds", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["half.safetensors"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    private static void Shards(string folder, Dictionary<string, Tensor> weights)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), "{}");
        var map = new Dictionary<string, string>();
        foreach (var (number, part) in weights.OrderBy(t => t.Key, StringComparer.Ordinal).Chunk((weights.Count + 1) / 2).Index())
        {
            var name = $"model-0000{number + 1}-of-00002.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), part);
            foreach (var tensor in part) map[tensor.Key] = name;
        }

        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = map }));
    }
}
