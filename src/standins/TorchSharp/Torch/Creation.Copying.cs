using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

// How managed elements get into tensors: one copy into fresh native memory.
public static partial class torch
{
    /// <summary>A tensor with the array's dimensions and elements.</summary>
    /// <exception cref="NotSupportedException">The element type is none of libtorch's.</exception>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false,
        string[]? names = null)
    {
        var type = TypeOf(rawArray.GetType().GetElementType()!);
        var dimensions = new long[rawArray.Rank];
        for (int i = 0; i < dimensions.Length; i++)
            dimensions[i] = rawArray.GetLongLength(i);
        long size = rawArray.LongLength * type.ElementSize();
        var source = MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(rawArray), checked((int)size));
        return FromBytes(source, dimensions, type, dtype, device, requires_grad, names);
    }

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    private static Tensor FromElements<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> dimensions, ScalarType type, ScalarType? dtype,
        Device? device, bool requiresGrad, string[]? names)
        where T : unmanaged
    {
        long count = 1;
        foreach (long length in dimensions)
            count *= length;
        if (count < 0 || count > elements.Length)
            throw new ArgumentException($"the dimensions ask for {count} elements, the array has {elements.Length}");
        return FromBytes(MemoryMarshal.AsBytes(elements[..(int)count]), dimensions.ToArray(), type, dtype, device, requiresGrad, names);
    }

    private static Tensor FromBytes(ReadOnlySpan<byte> bytes, long[] dimensions, ScalarType type, ScalarType? dtype, Device? device,
        bool requiresGrad, string[]? names)
    {
        var tensor = Native.Call("empty.memory_format", dimensions, type, Arg.None, CPU);
        bytes.CopyTo(tensor.bytes);
        device = InitializeDevice(device);
        if (device.type != DeviceType.CPU || (dtype ?? type) != type)
            tensor = tensor.to(dtype ?? type, device, disposeAfter: true);
        return Made(tensor, requiresGrad, names);
    }

    private static ScalarType TypeOf(Type element) => Type.GetTypeCode(element) switch
    {
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        TypeCode.Boolean => ScalarType.Bool,
        _ => element == typeof(Half) ? ScalarType.Float16 : throw new NotSupportedException($"tensors of {element.Name}"),
    };
}
