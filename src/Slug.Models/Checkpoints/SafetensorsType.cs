using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>The element types of the safetensors format, their sizes, and their names in TorchSharp.</summary>
internal static class SafetensorsType
{
    private static readonly Dictionary<string, (ScalarType Type, int Size)> Known = new(StringComparer.Ordinal)
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8),
        ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2),
        ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
    };

    public static bool TryParse(string name, out ScalarType type, out int size)
    {
        var known = Known.TryGetValue(name, out var found);
        (type, size) = found;
        return known;
    }

    public static (string Name, int Size) Of(ScalarType type)
    {
        foreach (var (name, known) in Known)
        {
            if (known.Type == type) return (name, known.Size);
        }

        throw new NotSupportedException($"safetensors has no type for {type} tensors; convert them first.");
    }

    public static string Names => string.Join(", ", Known.Keys.Order(StringComparer.Ordinal));
}
