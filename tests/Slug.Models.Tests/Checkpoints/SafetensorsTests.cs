using System.Buffers.Binary;
using System.Text;
using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-safetensors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_type_survives_a_round_trip()
    {
        using var scope = NewDisposeScope();
        var source = arange(0, 6, dtype: ScalarType.Float32).view(2, 3);
        var tensors = new[] { float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, @bool }
            .ToDictionary(t => $"t.{t}", t => source.to_type(t));
        tensors["scalar"] = tensor(3.5f);
        tensors["empty"] = zeros(0, 4);
        tensors["strided"] = source.t();
        var path = Path.Combine(_folder, "all.safetensors");
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string> { ["sign"] = "ascent" });

        using var file = SafetensorsFile.Open(path);
        Assert.Equal("ascent", file.Header.Metadata["sign"]);
        Assert.Equal(tensors.Count, file.Header.Entries.Count);
        foreach (var (name, expected) in tensors)
        {
            var actual = file.Load(name);
            Assert.Equal(expected.dtype, actual.dtype);
            Assert.Equal(expected.shape, actual.shape);
            Assert.True(expected.contiguous().bytes.SequenceEqual(actual.bytes), name);
        }
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_in_any_order()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { ["b"] = ones(3), ["a"] = ones(2, ScalarType.Byte), ["c"] = zeros(2) };
        var metadata = new Dictionary<string, string> { ["y"] = "1", ["x"] = "2" };
        var (one, two) = (Path.Combine(_folder, "one"), Path.Combine(_folder, "two"));
        SafetensorsWriter.Write(one, tensors, metadata);
        SafetensorsWriter.Write(two, tensors.Reverse(), metadata.Reverse().ToDictionary());
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
        using var file = SafetensorsFile.Open(one);
        Assert.Equal(["b", "c", "a"], file.Header.Entries.Select(e => e.Name));
        Assert.All(file.Header.Entries, e => Assert.Equal(0, e.Start % 4));
        Assert.Equal(["one", "two"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Reads_files_of_the_reference_writer()
    {
        using var file = SafetensorsFile.Open(GoldenFiles.Path("clip-tiny", "weights.safetensors"));
        Assert.Equal("pt", file.Header.Metadata["format"]);
        using var projection = file.Load("text_projection");
        Assert.Equal([48, 32], projection.shape);
    }

    [Fact]
    public void Lists_every_problem_of_a_header()
    {
        const string json = """
            {"__metadata__":{"n":1},
             "short":{"dtype":"F32","shape":[2],"data_offsets":[0,4]},
             "beyond":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},
             "backwards":{"dtype":"U8","shape":[1],"data_offsets":[4,3]},
             "huge":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]},
             "odd":{"dtype":"F7","shape":[1],"data_offsets":[0,1]},
             "negative":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]},
             "torn":{"dtype":"U8"}}
            """;
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(Raw(json, 8)));
        Assert.Equal(8, error.Problems.Count);
        foreach (var name in new[] { "__metadata__.n", "short", "beyond", "backwards", "huge", "odd", "negative", "torn" })
            Assert.Contains(error.Problems, p => p.StartsWith($"'{name}'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "'b' overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[2],"data_offsets":[6,8]}}""", 8, "2 bytes before 'b'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 9, "5 bytes after")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "'a' appears twice")]
    [InlineData("[1]", 0, "not a JSON object")]
    [InlineData("{", 0, "not JSON")]
    public void Refuses_a_wrong_layout(string json, int dataBytes, string because)
    {
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(Raw(json, dataBytes)));
        Assert.Contains(because, error.Message);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "shorter than the 8 bytes")]
    [InlineData(new byte[] { 200, 0, 0, 0, 0, 0, 0, 0, 1 }, "claims 200 bytes but only 1")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 1 }, "more than the format's")]
    public void Refuses_a_torn_file(byte[] bytes, string because)
    {
        var path = Path.Combine(_folder, "torn");
        File.WriteAllBytes(path, bytes);
        Assert.Contains(because, Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path)).Message);
    }

    [Fact]
    public void Loading_into_a_module_lists_everything_that_does_not_fit_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(3, 2);
        var before = module.weight.clone();
        var path = Path.Combine(_folder, "other.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["weight"] = ones(3, 2), ["extra"] = ones(1), ["position_ids"] = ones(1) });
        var error = Assert.Throws<CheckpointException>(() => CheckpointLoader.Load(module, path, ignore: name => name == "position_ids"));
        Assert.Equal(3, error.Problems.Count);
        Assert.Contains("'bias' [2] is missing", error.Message);
        Assert.Contains("'extra' [1] is unexpected", error.Message);
        Assert.Contains("'weight' has shape [3, 2], the model needs [2, 3]", error.Message);
        Assert.True(before.Equals(module.weight));
    }

    [Fact]
    public void Loading_converts_the_element_type()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(3, 2);
        var path = Path.Combine(_folder, "half.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["weight"] = full(2, 3, 1.5f).to_type(float16), ["bias"] = ones(2).to_type(bfloat16) });
        CheckpointLoader.Load(module, path);
        Assert.Equal(ScalarType.Float32, module.weight.dtype);
        Assert.Equal(9f, module.weight.sum().item<float>());
    }

    private string Raw(string json, int dataBytes)
    {
        var header = Encoding.UTF8.GetBytes(json);
        var bytes = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        var path = Path.Combine(_folder, "raw");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
