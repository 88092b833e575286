using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Vlm;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Vlm;

public sealed class LlavaExportTests : IDisposable
{
    private const string Layer = "vision_model.encoder.layers.1.self_attn.v_proj.weight";
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-export-").FullName;

    private string Source => Path.Combine(_folder, "source");

    private string Target => Path.Combine(_folder, "target");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("vision_tower.")]
    [InlineData("model.vision_tower.")]
    public void Only_the_changed_tensor_s_bytes_differ_and_other_shards_are_the_same_files(string prefix)
    {
        using var scope = NewDisposeScope();
        WriteSource(newNames: prefix.StartsWith("model.", StringComparison.Ordinal));
        var change = rand(32, 32).mul(0.1);
        var changed = LlavaExport.WriteFolder(Source, Target, [KeyValuePair.Create(Layer, change)]);
        var shard = Assert.Single(changed);
        Assert.Equal(Directory.GetFiles(Source).Select(Path.GetFileName).Where(n => n != "pytorch_model.bin").Order(), Directory.GetFiles(Target).Select(Path.GetFileName).Order());

        using (var before = SafetensorsFile.Open(Path.Combine(Source, shard)))
        using (var after = SafetensorsFile.Open(Path.Combine(Target, shard)))
        {
            Assert.Equal(before.Header.Entries.Select(e => (e.Name, e.Type, e.Start)), after.Header.Entries.Select(e => (e.Name, e.Type, e.Start)));
            foreach (var name in before.Header.Entries.Select(e => e.Name))
            {
                var expected = name == prefix + Layer ? before.Load(name).to_type(ScalarType.Float32).add(change).to_type(ScalarType.Float16) : before.Load(name);
                Assert.True(expected.bytes.SequenceEqual(after.Load(name).bytes), name);
            }
        }

        // A link: what is written through one name is seen through the other.
        var other = Directory.GetFiles(Target, "*-of-*").First(path => Path.GetFileName(path) != shard);
        File.AppendAllText(Path.Combine(Source, Path.GetFileName(other)), "x");
        Assert.Equal(new FileInfo(Path.Combine(Source, Path.GetFileName(other))).Length, File.ReadAllBytes(other).Length);
    }

    [Fact]
    public void The_exported_folder_loads_as_the_changed_model()
    {
        using var scope = NewDisposeScope();
        WriteSource(newNames: false);
        var fused = zeros(96, 32);
        fused.narrow(0, 64, 32).add_(0.25);
        LlavaExport.WriteFolder(Source, Target, [KeyValuePair.Create("visual.transformer.resblocks.1.attn.in_proj_weight", fused)]);
        using var before = LlavaCheckpoint.Load(Source, new LlavaLoadOptions(ScalarType.Float32));
        using var after = LlavaCheckpoint.Load(Target, new LlavaLoadOptions(ScalarType.Float32));
        foreach (var (name, parameter) in before.named_parameters())
        {
            var difference = after.get_parameter(name)!.sub(parameter);
            if (name == "vision_tower.transformer.resblocks.1.attn.in_proj_weight") Assert.True(difference.allclose(fused, atol: 1e-3), name);
            else Assert.False(difference.any().item<bool>(), name);
        }
    }

    [Fact]
    public void A_patch_holds_the_change_under_the_files_own_name()
    {
        using var scope = NewDisposeScope();
        WriteSource(newNames: true);
        var change = rand(32, 32);
        var path = Path.Combine(_folder, "patch.safetensors");
        LlavaExport.WritePatch(Source, path, [KeyValuePair.Create(Layer, change)]);
        using var patch = SafetensorsFile.Open(path);
        Assert.Equal($"model.vision_tower.{Layer}", Assert.Single(patch.Entries).Name);
        Assert.True(patch.Load($"model.vision_tower.{Layer}").equal(change).all().item<bool>());
    }

    [Fact]
    public void What_cannot_be_exported_is_told_before_anything_is_written()
    {
        using var scope = NewDisposeScope();
        WriteSource(newNames: false);
        var message = Assert.Throws<CheckpointException>(() => LlavaExport.WriteFolder(Source, Target, [KeyValuePair.Create("vision_model.encoder.layers.7.mlp.fc1.weight", zeros(1)), KeyValuePair.Create(Layer, zeros(3))])).Message;
        Assert.Contains("holds no 'vision_tower.vision_model.encoder.layers.7.mlp.fc1.weight'", message, StringComparison.Ordinal);
        Assert.Contains("has shape [32, 32], its change [3]", message, StringComparison.Ordinal);
        Assert.Contains("without a change", Assert.Throws<CheckpointException>(() => LlavaExport.WriteFolder(Source, Target, [])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "mine.txt"), "");
        Assert.Throws<IOException>(() => LlavaExport.WriteFolder(Source, Target, [KeyValuePair.Create(Layer, zeros(32, 32))]));
    }

    private void WriteSource(bool newNames)
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "config.json"), GoldenFiles.Text("llava", "config.json"));
        File.WriteAllText(Path.Combine(Source, "pytorch_model.bin"), "weights of another format");
        var map = new Dictionary<string, string>();
        var tensors = SafetensorsFile.LoadAll(GoldenFiles.Path("llava", "weights.safetensors"))
            .Select(t => KeyValuePair.Create(newNames ? LlavaNames.New(t.Key) : t.Key, t.Value.to_type(ScalarType.Float16))).OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        foreach (var (number, part) in tensors.Chunk((tensors.Count + 2) / 3).Index())
        {
            var name = $"model-0000{number + 1}-of-00003.safetensors";
            SafetensorsWriter.Write(Path.Combine(Source, name), part);
            foreach (var tensor in part) map[tensor.Key] = name;
        }

        File.WriteAllText(Path.Combine(Source, "model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = map }));
    }
}
