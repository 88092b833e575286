using TorchSharp.Interop;

namespace TorchSharp;

// Tensors without dimensions, from numbers.
public static partial class torch
{
    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) =>
        Scalar0(scalar, ScalarType.Byte, device, requires_grad);

    public static Tensor tensor(sbyte scalar, Device? device = null, bool requires_grad = false) =>
        Scalar0(scalar, ScalarType.Int8, device, requires_grad);

    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        Scalar0(scalar, ScalarType.Int16, device, requires_grad);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        Scalar0(scalar, ScalarType.Int32, device, requires_grad);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Scalar0(scalar, dtype ?? ScalarType.Int64, device, requires_grad);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Scalar0(scalar, ScalarType.Float32, device, requires_grad);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Scalar0(scalar, dtype ?? ScalarType.Float64, device, requires_grad);

    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Scalar0(scalar, dtype ?? ScalarType.Bool, device, requires_grad);

    private static Tensor Scalar0(Scalar value, ScalarType type, Device? device, bool requiresGrad) =>
        Made(Native.Call("scalar_tensor", value, type, Arg.None, InitializeDevice(device)), requiresGrad, null);
}
