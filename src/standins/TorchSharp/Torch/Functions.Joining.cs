using TorchSharp.Interop;

namespace TorchSharp;

// Several tensors into one.
public static partial class torch
{
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Native.Call("cat", tensors, dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Native.Call("stack", tensors.ToArray(), dim);

    public static Tensor hstack(params Tensor[] tensors) => Native.Call("hstack", tensors);

    public static Tensor hstack(IList<Tensor> tensors) => hstack(tensors.ToArray());

    public static Tensor vstack(Tensor[] tensors) => Native.Call("vstack", tensors);

    public static Tensor vstack(IList<Tensor> tensors) => vstack(tensors.ToArray());

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Native.CallList("broadcast_tensors", tensors);

    public static Tensor cartesian_prod(params Tensor[] tensors) => Native.Call("cartesian_prod", tensors);

    public static Tensor block_diag(params Tensor[] tensors) => Native.Call("block_diag", tensors);
}
