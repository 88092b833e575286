using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints;

/// <summary>Safetensors files read by their definition alone, not by the code under test: eight bytes of length, JSON, numbers.</summary>
internal static class PlainSafetensors
{
    public static Dictionary<string, Tensor> Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var data = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, data - 8));
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in header.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__"))
        {
            var type = entry.Value.GetProperty("dtype").GetString() switch { "F32" => ScalarType.Float32, "F16" => ScalarType.Float16, "BF16" => ScalarType.BFloat16, "I64" => ScalarType.Int64, var other => throw new NotSupportedException(other) };
            var (from, to) = (entry.Value.GetProperty("data_offsets")[0].GetInt32(), entry.Value.GetProperty("data_offsets")[1].GetInt32());
            var tensor = zeros(entry.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64()).ToArray(), type);
            Assert.Equal(tensor.NumberOfElements * tensor.ElementSize, to - from);
            file.AsSpan(data + from, to - from).CopyTo(tensor.bytes);
            tensors.Add(entry.Name, tensor);
        }

        return tensors;
    }
}
