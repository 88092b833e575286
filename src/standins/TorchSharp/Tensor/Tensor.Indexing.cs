using TorchSharp.Interop;

namespace TorchSharp;

// Elements by place: gather, scatter, masks and index tensors.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor index_select(long dim, Tensor index) => Native.Call("index_select", this, dim, index);

        public Tensor gather(long dim, Tensor index) => Native.Call("gather", this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Native.Call("scatter.src", this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => Native.InPlace(this, "scatter_.src", this, dim, index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Native.Call("scatter_add", this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Native.InPlace(this, "scatter_add_", this, dim, index, src);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Native.Call("index_add", this, dim, index, source, alpha);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Native.InPlace(this, "index_add_", this, dim, index, source, alpha);

        public Tensor index_copy(long dim, Tensor index, Tensor source) => Native.Call("index_copy", this, dim, index, source);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Native.InPlace(this, "index_copy_", this, dim, index, source);

        public Tensor index_fill(long dim, Tensor index, Scalar value) => Native.Call("index_fill.int_Scalar", this, dim, index, value);

        public Tensor index_fill_(long dim, Tensor index, Scalar value) =>
            Native.InPlace(this, "index_fill_.int_Scalar", this, dim, index, value);

        public Tensor masked_fill(Tensor mask, Scalar value) => Native.Call("masked_fill.Scalar", this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => Native.InPlace(this, "masked_fill_.Scalar", this, mask, value);

        public Tensor masked_select(Tensor mask) => Native.Call("masked_select", this, mask);

        public Tensor masked_scatter(Tensor mask, Tensor value) => Native.Call("masked_scatter", this, mask, value);

        public Tensor take(Tensor index) => Native.Call("take", this, index);

        public Tensor take_along_dim(Tensor indices) => Native.Call("take_along_dim", this, indices);

        public Tensor take_along_dim(Tensor indices, long dim) => Native.Call("take_along_dim", this, indices, dim);

        /// <summary>This tensor's elements where the condition holds, the other's elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Native.Call("where.self", condition, this, y);

        /// <summary>The places of the elements that are not zero, [count, dimensions].</summary>
        public Tensor nonzero() => Native.Call("nonzero", this);

        public Tensor argwhere() => Native.Call("argwhere", this);
    }
}
