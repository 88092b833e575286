using TorchSharp.Interop;

namespace TorchSharp;

// torch.linalg.
public static partial class torch
{
    /// <summary>Linear algebra; the norms are all that this stand-in has.</summary>
    public static partial class linalg
    {
        /// <summary>The 2-norm of all elements, or along the dimensions (Frobenius for two).</summary>
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) =>
            Native.Call("linalg_norm", input, Arg.None, dims, keepdim);

        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Native.Call("linalg_norm", input, (Scalar)ord, dims, keepdim);

        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) =>
            norm(input, (double)ord, dims, keepdim);

        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) =>
            Native.Call("linalg_norm.ord_str", input, ord, dims, keepdim);

        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) =>
            Native.Call("linalg_vector_norm", input, (Scalar)ord, dims, keepdim);
    }
}
