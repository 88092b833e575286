using TorchSharp.Interop;

namespace TorchSharp;

// Many elements to fewer.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Native.Call("sum", this, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Native.Call("sum.dim_IntList", this, dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Native.Call("sum.dim_IntList", this, dim, keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);

        public Tensor nansum() => Native.Call("nansum", this);

        public Tensor mean() => Native.Call("mean", this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Native.Call("mean.dim", this, dimensions, keepdim, type);

        public Tensor var(bool unbiased = true) => Native.Call("var", this, unbiased);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim], unbiased, keepdim, type);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Native.Call("var.dim", this, dimensions, unbiased, keepdim), type);

        public Tensor std(bool unbiased = true) => Native.Call("std", this, unbiased);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim], unbiased, keepdim, type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Native.Call("std.dim", this, dimensions, unbiased, keepdim), type);

        public Tensor prod(ScalarType? type = null) => Native.Call("prod", this, type);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            Native.Call("prod.dim_int", this, dim, keepdim, type);

        /// <summary>The p-norm of all elements.</summary>
        public Tensor norm(float p = 2) => Native.Call("norm.Scalar", this, (Scalar)p);

        /// <summary>The p-norm along a dimension.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2) =>
            Native.Call("norm.ScalarOpt_dim", this, (Scalar)p, new long[] { dim }, keepdim);

        public Tensor dist(Tensor other, float p = 2) => Native.Call("dist", this, other, (Scalar)p);

        public Tensor all() => Native.Call("all", this);

        public Tensor all(long dim, bool keepdim = false) => Native.Call("all.dim", this, dim, keepdim);

        public Tensor any() => Native.Call("any", this);

        public Tensor any(long dim, bool keepdim = false) => Native.Call("any.dim", this, dim, keepdim);

        public Tensor cumsum(long dim, ScalarType? type = null) => Native.Call("cumsum", this, dim, type);

        public Tensor cumprod(long dim, ScalarType? type = null) => Native.Call("cumprod", this, dim, type);

        public Tensor logsumexp(long dim, bool keepdim = false) => Native.Call("logsumexp", this, new[] { dim }, keepdim);

        public Tensor logcumsumexp(long dim) => Native.Call("logcumsumexp", this, dim);

        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Native.Call("count_nonzero", this) : Native.Call("count_nonzero.dim_IntList", this, dims);

        private static Tensor Typed(Tensor result, ScalarType? type) =>
            type is { } t && t != result.dtype ? result.to_type(t, disposeAfter: true) : result;
    }
}
