using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Torch;

/// <summary>The element type of a storage by the name that PyTorch gives it.</summary>
/// <param name="Type">The type.</param>
/// <param name="Size">Bytes of an element.</param>
internal sealed record TorchStorageType(ScalarType Type, int Size)
{
    private static readonly Dictionary<string, TorchStorageType> Known = new(StringComparer.Ordinal)
    {
        ["DoubleStorage"] = new(ScalarType.Float64, 8),
        ["FloatStorage"] = new(ScalarType.Float32, 4),
        ["HalfStorage"] = new(ScalarType.Float16, 2),
        ["BFloat16Storage"] = new(ScalarType.BFloat16, 2),
        ["LongStorage"] = new(ScalarType.Int64, 8),
        ["IntStorage"] = new(ScalarType.Int32, 4),
        ["ShortStorage"] = new(ScalarType.Int16, 2),
        ["CharStorage"] = new(ScalarType.Int8, 1),
        ["ByteStorage"] = new(ScalarType.Byte, 1),
        ["BoolStorage"] = new(ScalarType.Bool, 1),
    };

    /// <summary>The type of that storage, or null.</summary>
    public static TorchStorageType? Find(PickleGlobal name) => name.Module == "torch" ? Known.GetValueOrDefault(name.Name) : null;
}
