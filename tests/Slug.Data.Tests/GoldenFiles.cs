using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slug.Data.Tests;

/// <summary>Files made by the reference, and the few lines that read its tensors.</summary>
internal static class GoldenFiles
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    /// <summary>A small file as people's real ones look.</summary>
    public static string CaseOf(string name) => Path.Combine(AppContext.BaseDirectory, "Cases", name);

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>One tensor of a safetensors file: an 8-byte header length, a JSON header, the data.</summary>
    public static (int[] Shape, T[] Values) Tensor<T>(string file, string name)
        where T : unmanaged
    {
        var data = Read(file);
        var headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(data);
        using var header = JsonDocument.Parse(data.AsMemory(8, headerLength));
        var entry = header.RootElement.GetProperty(name);
        var offsets = entry.GetProperty("data_offsets");
        var bytes = data.AsSpan(8 + headerLength)[offsets[0].GetInt32()..offsets[1].GetInt32()];
        var shape = entry.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32()).ToArray();
        return (shape, MemoryMarshal.Cast<byte, T>(bytes).ToArray());
    }
}
