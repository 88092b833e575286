using System.Text;

namespace TorchSharp.Interop;

/// <summary>One argument of an operator call. Conversions make call sites read like the operator's signature.</summary>
internal readonly struct Arg
{
    /// <summary>What must stay alive, or be copied, for the call: a tensor, an array, a generator.</summary>
    public readonly object? Object;
    public readonly long Bits;
    public readonly NativeTag Tag;
    public readonly int Count;

    private Arg(NativeTag tag, long bits = 0, object? value = null, int count = 0)
    {
        Tag = tag;
        Bits = bits;
        Object = value;
        Count = count;
    }

    /// <summary>An absent optional argument.</summary>
    public static Arg None => default;

    /// <summary>The operator's own default.</summary>
    public static Arg Default => new(NativeTag.Default);

    // Reading the handle here is where a disposed tensor is noticed.
    public static implicit operator Arg(torch.Tensor? value) =>
        value is null ? None : new(NativeTag.Tensor, value.Handle, value);

    public static implicit operator Arg(long value) => new(NativeTag.Int, value);
    public static implicit operator Arg(long? value) => value is { } v ? v : None;
    public static implicit operator Arg(double value) => new(NativeTag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(double? value) => value is { } v ? v : None;
    public static implicit operator Arg(bool value) => new(NativeTag.Bool, value ? 1 : 0);
    public static implicit operator Arg(Scalar? value) => value is null ? None : new(value.Tag, value.Bits);
    public static implicit operator Arg(torch.ScalarType value) => new(NativeTag.Int, (long)value);
    public static implicit operator Arg(torch.ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Arg(torch.Device? value) =>
        value is null ? None : new(NativeTag.Device, value.index, null, (int)value.type);

    public static implicit operator Arg(torch.Generator? value) =>
        value is null ? None : new(NativeTag.Generator, value.Handle, value);

    public static implicit operator Arg(string? value) =>
        value is null ? None : Text(Encoding.UTF8.GetBytes(value));

    public static implicit operator Arg(long[]? value) =>
        value is null ? None : new(NativeTag.IntList, 0, value, value.Length);

    public static implicit operator Arg(ReadOnlySpan<long> value) => value.ToArray();

    public static implicit operator Arg(double[]? value) =>
        value is null ? None : new(NativeTag.DoubleList, 0, value, value.Length);

    /// <summary>A list of tensors; null entries are absent ones, for operators that allow them (index).</summary>
    public static implicit operator Arg(torch.Tensor?[]? value) =>
        value is null ? None : new(NativeTag.TensorList, 0, value, value.Length);

    private static Arg Text(byte[] utf8) => new(NativeTag.String, 0, utf8, utf8.Length);
}
