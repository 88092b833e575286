using TorchSharp.Interop;

namespace TorchSharp;

// Least, largest, order and ranks.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor max() => Native.Call("max", this);

        public Tensor max(Tensor other) => Native.Call("max.other", this, other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Native.Call2("max.dim", this, dim, keepdim);

        public Tensor min() => Native.Call("min", this);

        public Tensor min(Tensor other) => Native.Call("min.other", this, other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Native.Call2("min.dim", this, dim, keepdim);

        public Tensor amax(params long[] dims) => Native.Call("amax", this, dims);

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Native.Call("amax", this, dims, keepdim));

        public Tensor amin(params long[] dims) => Native.Call("amin", this, dims);

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Native.Call("amin", this, dims, keepdim));

        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => Native.Call2("aminmax", this, dim, keepdim);

        public Tensor argmax() => Native.Call("argmax", this);

        public Tensor argmax(long dim, bool keepdim = false) => Native.Call("argmax", this, dim, keepdim);

        public Tensor argmin() => Native.Call("argmin", this);

        public Tensor argmin(long dim, bool keepdim = false) => Native.Call("argmin", this, dim, keepdim);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Native.Call2("topk", this, (long)k, (long)dim, largest, sorted);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Native.Call2("sort.stable", this, stable, dim, descending);

        public Tensor argsort(long dim = -1, bool descending = false) => Native.Call("argsort", this, dim, descending);

        public Tensor msort() => Native.Call("msort", this);

        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Native.Call2("kthvalue", this, k, dim ?? -1, keepdim);

        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => Native.Call2("mode", this, dim, keepdim);

        public Tensor median() => Native.Call("median", this);

        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Native.Call("quantile", this, q, dim, keepdim);

        public Tensor bincount(Tensor? weights, long minlength = 0) => Native.Call("bincount", this, weights, minlength);

        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Native.Call("histc", this, bins, (Scalar)min, (Scalar)max);

        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Native.Call("bucketize.Tensor", this, boundaries, outInt32, right);

        /// <summary>The different elements; where asked, which of them each element is, and how often each occurs.</summary>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false,
            bool return_counts = false, int? dim = null)
        {
            var (output, inverse, counts) = dim is { } d
                ? Native.Call3("unique_dim", this, (long)d, sorted, return_inverse, return_counts)
                : Native.Call3("_unique2", this, sorted, return_inverse, return_counts);
            return (output, Wanted(inverse, return_inverse), Wanted(counts, return_counts));
        }

        private static Tensor? Wanted(Tensor tensor, bool wanted)
        {
            if (!wanted)
                tensor.Dispose();
            return wanted ? tensor : null;
        }

        private static Tensor Into(Tensor? target, Tensor result)
        {
            if (target is null)
                return result;
            target.copy_(result);
            result.Dispose();
            return target;
        }
    }
}
