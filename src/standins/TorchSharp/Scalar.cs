using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number of one of libtorch's element types. Holds no native memory, so disposing it does nothing.</summary>
public sealed class Scalar : IDisposable
{
    internal NativeTag Tag { get; }
    internal long Bits { get; }

    /// <summary>The element type that the number came with.</summary>
    public torch.ScalarType Type { get; }

    private Scalar(torch.ScalarType type, long value, NativeTag tag = NativeTag.Int) => (Type, Bits, Tag) = (type, value, tag);

    private Scalar(torch.ScalarType type, double value) : this(type, BitConverter.DoubleToInt64Bits(value), NativeTag.Double)
    {
    }

    internal double AsDouble => Tag == NativeTag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long AsInt64 => Tag == NativeTag.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    [SuppressMessage("Design", "CA1816", Justification = "There is no finalizer to suppress.")]
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Tag == NativeTag.Double ? AsDouble.ToString(CultureInfo.InvariantCulture) : Bits.ToString(CultureInfo.InvariantCulture);

    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Byte, (long)value);
    public static implicit operator Scalar(sbyte value) => new(torch.ScalarType.Int8, (long)value);
    public static implicit operator Scalar(short value) => new(torch.ScalarType.Int16, (long)value);
    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int32, (long)value);
    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, value);
    public static implicit operator Scalar(Half value) => new(torch.ScalarType.Float16, (double)value);
    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float32, (double)value);
    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, value);
    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, value ? 1L : 0L, NativeTag.Bool);
}

/// <summary>Conversions between numbers and <see cref="Scalar"/>.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this Half value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;

    public static Half ToHalf(this Scalar value) => (Half)value.AsDouble;
    public static float ToSingle(this Scalar value) => (float)value.AsDouble;
    public static double ToDouble(this Scalar value) => value.AsDouble;
    public static sbyte ToSByte(this Scalar value) => (sbyte)value.AsInt64;
    public static byte ToByte(this Scalar value) => (byte)value.AsInt64;
    public static short ToInt16(this Scalar value) => (short)value.AsInt64;
    public static int ToInt32(this Scalar value) => (int)value.AsInt64;
    public static long ToInt64(this Scalar value) => value.AsInt64;
    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
}
