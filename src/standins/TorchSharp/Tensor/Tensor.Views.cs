using TorchSharp.Interop;

namespace TorchSharp;

// The same data in another shape; copies only where noted by libtorch (reshape, flatten, repeat).
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Native.Call("view", this, shape);

        public Tensor view_as(Tensor other) => Native.Call("view_as", this, other);

        public Tensor reshape(params long[] shape) => Native.Call("reshape", this, shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Native.Call("flatten.using_ints", this, start_dim, end_dim);

        public Tensor unflatten(long dim, params long[] sizes) => Native.Call("unflatten.int", this, dim, sizes);

        public Tensor ravel() => Native.Call("ravel", this);

        public Tensor squeeze(long? dim = null) => dim is { } d ? Native.Call("squeeze.dim", this, d) : Native.Call("squeeze", this);

        public Tensor squeeze_(long? dim = null) =>
            dim is { } d ? Native.InPlace(this, "squeeze_.dim", this, d) : Native.InPlace(this, "squeeze_", this);

        public Tensor unsqueeze(long dim) => Native.Call("unsqueeze", this, dim);

        public Tensor unsqueeze_(long dim) => Native.InPlace(this, "unsqueeze_", this, dim);

        public Tensor expand(params long[] sizes) => expand(sizes, false);

        public Tensor expand(long[] sizes, bool isImplicit = false) => Native.Call("expand", this, sizes, isImplicit);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Native.Call("expand", this, sizes, isImplicit);

        public Tensor expand_as(Tensor other) => Native.Call("expand_as", this, other);

        public Tensor broadcast_to(params long[] shape) => Native.Call("broadcast_to", this, shape);

        public Tensor permute(params long[] permutation) => Native.Call("permute", this, permutation);

        public Tensor permute(IEnumerable<long> permutation) => permute([.. permutation]);

        public Tensor transpose(long dim0, long dim1) => Native.Call("transpose.int", this, dim0, dim1);

        public Tensor transpose_(long dim0, long dim1) => Native.InPlace(this, "transpose_", this, dim0, dim1);

        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor movedim(long[] source, long[] destination) => Native.Call("movedim.intlist", this, source, destination);

        public Tensor t() => Native.Call("t", this);

        public Tensor T => Native.Call("numpy_T", this);

        public Tensor mT => Native.Call("mT", this);

        public Tensor narrow(long dim, long start, long length) => Native.Call("narrow", this, dim, start, length);

        public Tensor select(long dim, long index) => Native.Call("select.int", this, dim, index);

        public Tensor slice(long dim, long start, long finish, long step) => Native.Call("slice.Tensor", this, dim, start, finish, step);

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Native.Call("diagonal", this, offset, dim1, dim2);

        public Tensor unfold(long dimension, long size, long step) => Native.Call("unfold", this, dimension, size, step);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Native.Call("as_strided", this, size, strides, storageOffset);

        public Tensor[] chunk(long chunks, long dim = 0) => Native.CallList("chunk", this, chunks, dim);

        public Tensor[] split(long size, int dim = 0) => Native.CallList("split.Tensor", this, size, (long)dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Native.CallList("split_with_sizes", this, sizes, dim);

        public Tensor[] split(params long[] sizes) => split(sizes, 0);

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Native.CallList("split_with_sizes", this, sizes, dim);

        public Tensor[] tensor_split(long size, long dim = 0) => Native.CallList("tensor_split.sections", this, size, dim);

        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Native.CallList("tensor_split.indices", this, sizes, dim);

        public Tensor[] unbind(long dimension = 0) => Native.CallList("unbind.int", this, dimension);
    }
}
