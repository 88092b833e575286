using System.Text.Json;
using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints;

public sealed class ShardedCheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-sharded-").FullName;

    private string Index => Path.Combine(_folder, "model.safetensors.index.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Tensors_come_from_the_shard_that_the_index_names()
    {
        using var scope = NewDisposeScope();
        WriteShards();
        using var file = CheckpointFiles.Open(CheckpointFolder.Weights(_folder));
        Assert.IsType<ShardedCheckpoint>(file);
        Assert.Equal(["a", "b", "c"], file.Entries.Select(e => e.Name).Order());
        Assert.Equal([1, 2, 3], file.Load("a").to_type(ScalarType.Int64).data<long>().ToArray());
        Assert.Equal([4, 5], file.Load("b").to_type(ScalarType.Int64).data<long>().ToArray());
        // The other shard has an 'a' of its own that the index does not mean.
        Assert.Equal([3], file.Entries.Single(e => e.Name == "a").Shape);
        Assert.EndsWith("-00001-of-00002.safetensors", ((ShardedCheckpoint)file).ShardOf("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_that_names_itself_as_a_shard_is_refused()
    {
        File.WriteAllText(Index, """{"weight_map": {"a": "model.safetensors.index.json"}}""");
        Assert.Contains("no shard of a checkpoint", Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(Index)).Message);
    }

    [Theory]
    [InlineData("Float32", "Float32")]
    [InlineData("Float16", "BFloat16")]
    [InlineData("BFloat16", "Float32")]
    public void Values_reach_a_target_of_any_type_and_any_stride(string from, string to)
    {
        using var scope = NewDisposeScope();
        var (source, wanted) = (Enum.Parse<ScalarType>(from), Enum.Parse<ScalarType>(to));
        var values = arange(12, dtype: ScalarType.Float32).view(3, 4).to_type(source);
        SafetensorsWriter.Write(Path.Combine(_folder, "one.safetensors"), [KeyValuePair.Create("x", values)]);
        using var file = CheckpointFiles.Open(Path.Combine(_folder, "one.safetensors"));
        var plain = zeros(3, 4, wanted);
        var transposed = zeros(4, 3, wanted).t();
        var half = zeros(6, 4, wanted);
        file.CopyTo("x", plain);
        file.CopyTo("x", transposed);
        file.CopyTo("x", half.narrow(0, 3, 3));
        Assert.True(plain.equal(values.to_type(wanted)).all().item<bool>());
        Assert.True(transposed.equal(plain).all().item<bool>());
        Assert.True(half.narrow(0, 3, 3).equal(plain).all().item<bool>());
        Assert.False(half.narrow(0, 0, 3).any().item<bool>());
        Assert.Throws<ArgumentException>(() => file.CopyTo("x", zeros(4, 3)));
    }

    [Fact]
    public void A_file_that_is_cut_off_after_it_was_opened_is_an_error_not_a_crash()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "cut.safetensors");
        SafetensorsWriter.Write(path, [KeyValuePair.Create("x", zeros(1000))]);
        using var file = CheckpointFiles.Open(path);
        using (var cut = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) cut.SetLength(500);
        Assert.Contains("cut off", Assert.Throws<CheckpointException>(() => file.CopyTo("x", zeros(1000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_missing_shards_are_named_at_once()
    {
        WriteShards();
        File.Delete(Path.Combine(_folder, "model-00001-of-00002.safetensors"));
        File.Delete(Path.Combine(_folder, "model-00002-of-00002.safetensors"));
        var message = Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(Index)).Message;
        Assert.Contains("of 2 shards 2 are missing: model-00001-of-00002.safetensors, model-00002-of-00002.safetensors", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "no 'weight_map'")]
    [InlineData("""{"weight_map": {}}""", "empty")]
    [InlineData("""{"weight_map": {"a": "../elsewhere.safetensors"}}""", "no file beside the index")]
    [InlineData("""{"weight_map": {"a": 3}}""", "no file beside the index")]
    [InlineData("""{"weight_map": {"a": """, "not JSON")]
    [InlineData("""{"weight_map": {"z": "model-00001-of-00002.safetensors"}}""", "'z' is not in model-00001-of-00002.safetensors")]
    public void An_index_that_misleads_is_refused(string json, string expected)
    {
        WriteShards();
        File.WriteAllText(Index, json);
        Assert.Contains(expected, Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(Index)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_says_what_it_lacks()
    {
        Assert.Contains("looked for model.safetensors.index.json", Assert.Throws<CheckpointException>(() => CheckpointFolder.Weights(_folder)).Message, StringComparison.Ordinal);
        WriteShards();
        File.Delete(Index);
        Assert.Contains("holds model-00001-of-00002.safetensors but no index", Assert.Throws<CheckpointException>(() => CheckpointFolder.Weights(_folder)).Message, StringComparison.Ordinal);
        Assert.Contains("no such folder", Assert.Throws<CheckpointException>(() => CheckpointFolder.Weights(Path.Combine(_folder, "none"))).Message, StringComparison.Ordinal);
    }

    private void WriteShards()
    {
        using var scope = NewDisposeScope();
        Write(1, new() { ["a"] = tensor(new float[] { 1, 2, 3 }), ["c"] = zeros(2, 2) });
        Write(2, new() { ["a"] = zeros(7), ["b"] = tensor(new float[] { 4, 5 }) });
        File.WriteAllText(Index, JsonSerializer.Serialize(new { weight_map = new Dictionary<string, string> { ["a"] = Name(1), ["b"] = Name(2), ["c"] = Name(1) } }));
    }

    private void Write(int number, Dictionary<string, Tensor> tensors) => SafetensorsWriter.Write(Path.Combine(_folder, Name(number)), tensors);

    private static string Name(int number) => $"model-0000{number}-of-00002.safetensors";
}
