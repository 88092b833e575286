namespace TorchSharp;

/// <summary>Single values of tensors, and sizes of element types.</summary>
public static class TensorExtensionMethods
{
    /// <summary>The only element, converted.</summary>
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();

    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();

    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();

    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();

    public static Half ToHalf(this torch.Tensor value) => value.ToScalar().ToHalf();

    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();

    /// <summary>Bytes an element.</summary>
    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new NotSupportedException($"element type {type}"),
    };

    /// <summary>The number of elements of a shape.</summary>
    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (product, length) => product * length);

    internal static bool IsIntegral(this torch.ScalarType type) => torch.is_integral(type);

    internal static bool IsFloatingPoint(this torch.ScalarType type) => torch.is_floating_point(type);

    internal static bool IsComplex(this torch.ScalarType type) => torch.is_complex(type);
}
