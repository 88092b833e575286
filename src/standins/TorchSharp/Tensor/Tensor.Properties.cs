using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

// Shape, element type, place: what a tensor is.
public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Alive(Native.Dim(Handle));

        public long dim() => Dimensions;

        public long ndim => Dimensions;

        public long NumberOfElements => Alive(Native.Numel(Handle));

        public long numel() => NumberOfElements;

        public long ElementSize => Alive(Native.ItemSize(Handle));

        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Alive(Native.Dtype(Handle));

        public DeviceType device_type => (DeviceType)Alive(Native.DeviceKind(Handle));

        public int device_index => Alive(Native.DeviceIndex(Handle));

        public Device device => new(device_type, device_index);

        public unsafe long[] shape
        {
            get
            {
                var result = new long[Dimensions];
                fixed (long* target = result)
                    Native.Sizes(Handle, target);
                return Alive(result);
            }
        }

        public long[] size() => shape;

        /// <summary>The length of a dimension, counted from the end if negative.</summary>
        public long size(int dim) => shape[Wrap(dim)];

        /// <summary>Steps between neighbours, in elements.</summary>
        public unsafe long[] stride()
        {
            var result = new long[Dimensions];
            fixed (long* target = result)
                Native.Check(Native.Strides(Handle, target));
            return Alive(result);
        }

        public long stride(int dim) => stride()[Wrap(dim)];

        public long storage_offset() => Alive(Native.Offset(Handle)) is var offset and >= 0 ? offset : throw Native.Failure();

        public bool is_contiguous() => Native.Check(Alive(Native.IsContiguous(Handle))) != 0;

        public bool is_sparse => Alive(Native.IsSparse(Handle)) != 0;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        /// <summary>Whether the only element is not zero.</summary>
        /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
        public bool is_nonzero() =>
            numel() == 1 ? Native.CallBool("is_nonzero",
                this) : throw new InvalidOperationException($"is_nonzero needs a tensor of one element; this one has {numel()}");

        private long Wrap(int dim)
        {
            long rank = Dimensions;
            if (dim < -rank || dim >= rank)
                throw new ExternalException($"Dimension out of range: {dim} for a tensor of {rank} dimensions");
            return dim < 0 ? dim + rank : dim;
        }
    }
}
