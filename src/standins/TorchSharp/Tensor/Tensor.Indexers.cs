using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

// t[...], as in Python: integers, slices and new dimensions make views, tensors and masks gather.
public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Singles(indices));
            set => index_put_(value, Singles(indices));
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var view = View(indices, out var tensors);
            if (tensors is null)
                return view;
            using (view)
                return Native.Call("index.Tensor", view, tensors);
        }

        public Tensor index(params Tensor[] indices) => Native.Call("index.Tensor", this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var view = View(indices, out var tensors);
            if (tensors is not null)
                Native.InPlace(view, "index_put_", view, tensors, value, accumulate);
            else if (accumulate)
                throw new ArgumentException("Accumulating needs an index tensor among the indices.", nameof(indices));
            else
                view.copy_(value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Native.InPlace(this, "index_put_", this, indices, value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var single = Native.Call("scalar_tensor", value, dtype, Arg.None, device);
            return index_put_(single, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var single = Native.Call("scalar_tensor", value, dtype, Arg.None, device);
            return index_put_(single, indices, false);
        }

        // The view that the integers, slices and new dimensions describe, and what is left for index tensors, by dimension of
        // the view; null when there is none.
        private Tensor View(TensorIndex[] indices, out Tensor?[]? tensors)
        {
            var current = alias();
            var found = new List<Tensor?>();
            long dim = 0;
            foreach (var index in indices)
            {
                switch (index.kind)
                {
                    case TensorIndex.Kind.Single:
                        Step(current.select(dim, index.start ?? 0));
                        break;
                    case TensorIndex.Kind.Slice:
                        if (index.start is not null || index.stop is not null || index.step is not null)
                            Step(Native.Call("slice.Tensor", current, dim, index.start, index.stop, index.step ?? 1));
                        dim++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dim += Dimensions - Consumed(indices);
                        break;
                    case TensorIndex.Kind.Tensor:
                        while (found.Count < dim)
                            found.Add(null);
                        found.Add(index.tensor);
                        dim += Covered(index.tensor!);
                        break;
                    case TensorIndex.Kind.Bool:
                        Step(current.unsqueeze(dim));
                        Step(Native.Call("slice.Tensor", current, dim, 0L, index.start, 1L));
                        dim++;
                        break;
                    default:
                        Step(current.unsqueeze(dim));
                        dim++;
                        break;
                }
            }

            tensors = found.Count == 0 ? null : [.. found];
            return current;

            void Step(Tensor next)
            {
                current.Dispose();
                current = next;
            }
        }

        // How many of this tensor's dimensions the indices use up; a mask covers as many as it has.
        private static long Consumed(TensorIndex[] indices)
        {
            long count = 0;
            foreach (var index in indices)
            {
                if (index.kind == TensorIndex.Kind.Tensor)
                    count += Covered(index.tensor!);
                else if (index.kind is TensorIndex.Kind.Single or TensorIndex.Kind.Slice)
                    count++;
            }

            return count;
        }

        private static long Covered(Tensor index) => index.dtype is ScalarType.Bool or ScalarType.Byte ? index.Dimensions : 1;

        private static TensorIndex[] Singles(long[] indices) => Array.ConvertAll(indices, index => TensorIndex.Single(index));
    }
}
