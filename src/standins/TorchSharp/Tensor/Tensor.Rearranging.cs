using TorchSharp.Interop;

namespace TorchSharp;

// New tensors with the same elements in other places.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor contiguous() => Native.Call("contiguous", this);

        public Tensor clone() => Native.Call("clone", this);

        public Tensor repeat(params long[] sizes) => Native.Call("repeat", this, sizes);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Native.Call("repeat_interleave.self_int", this, repeats, dim, output_size);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Native.Call("repeat_interleave.self_Tensor", this, repeats, dim, output_size);

        public Tensor tile(long[] reps) => Native.Call("tile", this, reps);

        public Tensor roll(long shifts, long? dims = null) => Native.Call("roll", this, new[] { shifts }, dims is { } d ? new[] { d } : []);

        public Tensor roll(long[] shifts) => Native.Call("roll", this, shifts);

        public Tensor roll(long[] shifts, long[] dims) => Native.Call("roll", this, shifts, dims);

        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => Native.Call("roll", this, shifts, dims);

        public Tensor flip(params long[] dims) => Native.Call("flip", this, dims);

        public Tensor fliplr() => Native.Call("fliplr", this);

        public Tensor flipud() => Native.Call("flipud", this);

        public Tensor rot90(long k = 1, (long, long)? dims = null) =>
            Native.Call("rot90", this, k, dims is { } d ? new[] { d.Item1, d.Item2 } : new[] { 0L, 1L });

        public Tensor tril(long diagonal = 0) => Native.Call("tril", this, diagonal);

        public Tensor tril_(long diagonal = 0) => Native.InPlace(this, "tril_", this, diagonal);

        public Tensor triu(long diagonal = 0) => Native.Call("triu", this, diagonal);

        public Tensor triu_(long diagonal = 0) => Native.InPlace(this, "triu_", this, diagonal);

        public Tensor diag(long diagonal = 0) => Native.Call("diag", this, diagonal);

        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Native.Call("diag_embed", this, offset, dim1, dim2);
    }
}
