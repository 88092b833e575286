using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Torch;

/// <summary>The element type of a storage by the name that PyTorch gives it.</summary>
/// <param name="Type">The type.</param>
/// <param name="Size">Bytes of an element; 0 for a type that is not read.</param>
internal sealed record TorchStorageType(ScalarType Type, int Size)
{
    /// <summary>A type that is not read: it matters only where a weight is of it.</summary>
    /// <param name="unread">What PyTorch calls it.</param>
    public TorchStorageType(string unread)
        : this(ScalarType.Byte, 0) => Unread = unread;

    /// <summary>The name of a type that is not read, or null.</summary>
    public string? Unread { get; }

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
