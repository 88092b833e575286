using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Vlm;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Vlm;

public sealed class LlavaCheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-llava-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, "BFloat16")]
    [InlineData(true, "Float16")]
    [InlineData(true, "Float32")]
    public void Shards_of_any_float_type_and_both_namings_give_the_same_model(bool newNames, string type)
    {
        using var scope = NewDisposeScope();
        var stored = Enum.Parse<ScalarType>(type);
        WriteShards(GoldenTensors().ToDictionary(t => newNames ? Renamed(t.Key) : t.Key, t => t.Value.to_type(stored)), shards: 3);
        using var model = LlavaCheckpoint.Load(_folder);
        // A CPU is slow in float16.
        Assert.All(model.named_parameters(), p => Assert.Equal(stored == ScalarType.Float16 ? ScalarType.BFloat16 : stored, p.parameter.dtype));
        using var wide = LlavaCheckpoint.Load(_folder, new LlavaLoadOptions(ScalarType.Float32));
        using var reference = LlavaCheckpoint.Load(GoldenFiles.Path("llava"));
        foreach (var (name, parameter) in reference.named_parameters())
            Assert.True(wide.get_parameter(name)!.equal(parameter.to_type(stored).to_type(ScalarType.Float32)).all().item<bool>(), name);
        using var mixed = LlavaCheckpoint.Load(_folder, new LlavaLoadOptions(ScalarType.BFloat16, VisionType: ScalarType.Float32));
        Assert.Equal(ScalarType.Float32, mixed.Vision.ClassEmbedding.dtype);
        Assert.Equal(ScalarType.BFloat16, mixed.Encode(zeros(1, 3, 28, 28)).dtype);
    }

    [Fact]
    public void A_saved_model_has_the_names_and_shapes_of_the_reference_s_files()
    {
        using var scope = NewDisposeScope();
        using (var model = LlavaCheckpoint.Load(GoldenFiles.Path("llava-gqa"))) LlavaCheckpoint.Save(model, _folder);
        using var saved = CheckpointFiles.Open(CheckpointFolder.Weights(_folder));
        using var original = CheckpointFiles.Open(CheckpointFolder.Weights(GoldenFiles.Path("llava-gqa")));
        Assert.Equal(original.Entries.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => $"{e.Name} {string.Join(',', e.Shape)}"),
            saved.Entries.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => $"{e.Name} {string.Join(',', e.Shape)}"));
        foreach (var entry in original.Entries) Assert.True(saved.Load(entry.Name).equal(original.Load(entry.Name)).all().item<bool>(), entry.Name);
        Assert.Equal(LlavaCheckpoint.ReadConfig(GoldenFiles.Path("llava-gqa")).ToString(), LlavaCheckpoint.ReadConfig(_folder).ToString());
    }

    [Fact]
    public void Problems_of_all_parts_are_listed_by_one_error()
    {
        using var scope = NewDisposeScope();
        var tensors = GoldenTensors();
        tensors.Remove("language_model.model.norm.weight");
        tensors["multi_modal_projector.linear_1.bias"] = zeros(7);
        tensors["vision_tower.vision_model.encoder.layers.9.self_attn.k_proj.weight"] = zeros(2, 2);
        WriteShards(tensors, shards: 2);
        var message = Assert.Throws<CheckpointException>(() => LlavaCheckpoint.Load(_folder)).Message;
        Assert.Contains("3 problems", message, StringComparison.Ordinal);
        Assert.Contains("'language_model.model.norm.weight' [48] is missing", message, StringComparison.Ordinal);
        Assert.Contains("'multi_modal_projector.linear_1.bias' has shape [7]", message, StringComparison.Ordinal);
        Assert.Contains("encoder.layers.9.self_attn.k_proj.weight' [2, 2] is unexpected", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Buffers_of_old_files_are_left_aside_and_a_tied_head_may_be_missing()
    {
        using var scope = NewDisposeScope();
        var tensors = GoldenTensors();
        tensors["language_model.model.layers.0.self_attn.rotary_emb.inv_freq"] = zeros(6);
        tensors["vision_tower.vision_model.embeddings.position_ids"] = zeros(1, 17, ScalarType.Int64);
        WriteShards(tensors, shards: 1);
        LlavaCheckpoint.Load(_folder).Dispose();

        tensors.Remove("language_model.lm_head.weight");
        WriteShards(tensors, shards: 1);
        Assert.Throws<CheckpointException>(() => LlavaCheckpoint.Load(_folder));
        File.WriteAllText(Path.Combine(_folder, "config.json"), GoldenFiles.Text("llava", "config.json").Replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true", StringComparison.Ordinal));
        using var tied = LlavaCheckpoint.Load(_folder);
        Assert.True(tied.Decoder.Logits(ones(1, 48)).allclose(tied.Decoder.Embed(arange(96)).sum(-1).unsqueeze(0), atol: 1e-5));
    }

    [Fact]
    public void A_folder_without_a_config_says_so()
    {
        Assert.Contains("is no LLaVA: it has no config.json", Assert.Throws<InvalidDataException>(() => LlavaCheckpoint.Load(_folder)).Message, StringComparison.Ordinal);
        File.Copy(GoldenFiles.Path("llava", "config.json"), Path.Combine(_folder, "config.json"));
        Assert.Contains("holds no weights", Assert.Throws<CheckpointException>(() => LlavaCheckpoint.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_shapes_at_full_size_are_those_of_the_hub()
    {
        using var json = JsonDocument.Parse(GoldenFiles.Text("llava-1.5-7b-shapes.json"));
        var expected = json.RootElement.GetProperty("tensors").EnumerateObject().ToDictionary(t => t.Name, t => t.Value.EnumerateArray().Select(e => e.GetInt64()).ToArray());
        var config = LlavaConfigJson.Parse(json.RootElement.GetProperty("config").GetRawText());
        // Without weights: no shape depends on them.
        using var model = new LlavaModel(config, ScalarType.BFloat16, ScalarType.BFloat16, META);
        var names = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape);
        using var scope = NewDisposeScope();
        var file = LlavaNames.AsMembers(new ShapesOnly(expected));
        Assert.Equal(names.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => $"{n.Key} {string.Join(',', n.Value)}"),
            file.Entries.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => $"{e.Name} {string.Join(',', e.Shape)}"));
        Assert.Equal(json.RootElement.GetProperty("parameters").GetInt64(), names.Values.Sum(shape => shape.Aggregate(1L, (p, e) => p * e)));
        Assert.Equal((576, 23), (config.FeatureTokens, config.FeatureBlocks));
    }

    // The published renaming, one prefix after the other, not this project's table.
    private static string Renamed(string old) =>
        old.StartsWith("language_model.lm_head", StringComparison.Ordinal) ? old["language_model.".Length..]
        : old.StartsWith("language_model.model.", StringComparison.Ordinal) ? "model.language_model." + old["language_model.model.".Length..]
        : "model." + old;

    private static Dictionary<string, Tensor> GoldenTensors() => SafetensorsFile.LoadAll(GoldenFiles.Path("llava", "weights.safetensors"));

    private void WriteShards(Dictionary<string, Tensor> tensors, int shards)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), GoldenFiles.Text("llava", "config.json"));
        var map = new Dictionary<string, string>();
        foreach (var (number, part) in tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Chunk((tensors.Count + shards - 1) / shards).Index())
        {
            var name = $"model-{number + 1:00000}-of-{shards:00000}.safetensors";
            SafetensorsWriter.Write(Path.Combine(_folder, name), part);
            foreach (var tensor in part) map[tensor.Key] = name;
        }

        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = map }));
    }

    private sealed class ShapesOnly(Dictionary<string, long[]> shapes) : ICheckpointFile
    {
        public string Path => "shapes.json";

        public IReadOnlyList<CheckpointEntry> Entries { get; } = [.. shapes.Select(s => new CheckpointEntry(s.Key, ScalarType.Float16, s.Value))];

        public Tensor Load(string name) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
