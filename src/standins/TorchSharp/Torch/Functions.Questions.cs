using TorchSharp.Interop;

namespace TorchSharp;

// Questions about tensors, and choices between them.
public static partial class torch
{
    public static bool is_complex(Tensor input) => input.is_complex();

    public static bool is_floating_point(Tensor input) => input.is_floating_point();

    public static bool is_integral(Tensor t) => t.is_integral();

    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    public static bool is_tensor(object obj) => obj is Tensor;

    public static long numel(Tensor input) => input.numel();

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Native.Call("where.self", condition, x, y);

    /// <summary>The places where the condition holds, one tensor a dimension.</summary>
    public static Tensor[] where(Tensor condition) => Native.CallList("where", condition);

    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);

    /// <summary>Where the values belong in a sorted sequence.</summary>
    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false,
        Tensor? sorter = null) =>
        Native.Call("searchsorted.Tensor", sorted_sequence, values, out_int32, right, Arg.None, sorter);


    public static Tensor clip(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    /// <summary>The type that an operation of the two gives.</summary>
    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) =>
        (ScalarType)Native.CallBits("result_type.Tensor", tensor1, tensor2);

    public static bool can_cast(ScalarType from, ScalarType to) => Native.CallBool("can_cast", from, to);

    public static ScalarType promote_types(ScalarType type1, ScalarType type2) =>
        (ScalarType)Native.CallBits("promote_types", type1, type2);
}
