using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slug.Data.Tests;

/// <summary>Tensors that the reference made, read in a few lines of our own.</summary>
internal static class ReferenceTensors
{
    /// <summary>One tensor of a safetensors file: an 8-byte header length, a JSON header, the data.</summary>
    public static (int[] Shape, T[] Values) Of<T>(string file, string name)
        where T : unmanaged
    {
        var data = GoldenFiles.Read(file);
        var headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(data);
        using var header = JsonDocument.Parse(data.AsMemory(8, headerLength));
        var entry = header.RootElement.GetProperty(name);
        var offsets = entry.GetProperty("data_offsets");
        var bytes = data.AsSpan(8 + headerLength)[offsets[0].GetInt32()..offsets[1].GetInt32()];
        var shape = entry.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32()).ToArray();
        return (shape, MemoryMarshal.Cast<byte, T>(bytes).ToArray());
    }
}
