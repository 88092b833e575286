using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What a <see cref="NativeValue"/> holds. Keep in step with slug_tag in native/slug_torch.h.</summary>
internal enum NativeTag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    String = 5,
    Device = 6,
    Generator = 7,
    IntList = 8,
    DoubleList = 9,
    TensorList = 10,
    Default = 11,
}

/// <summary>One argument or result as the shim sees it (slug_value).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public NativeTag Tag;
    public int Count;
    public long Bits;
}
