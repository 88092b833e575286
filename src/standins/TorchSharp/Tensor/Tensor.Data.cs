using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

// The elements as .NET values.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements, in place on the CPU, of a copy elsewhere.</summary>
        /// <exception cref="ArgumentException">The type is not the tensor's.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The only element.</summary>
        /// <exception cref="ArgumentException">There is not exactly one, or the type is not the tensor's.</exception>
        public unsafe T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item needs a tensor of one element; this one has {NumberOfElements}");
            ValidateType(typeof(T));
            if (device_type == DeviceType.CPU)
                return Alive(*(T*)DataPointer());
            using var copy = cpu();
            return copy.item<T>();
        }

        /// <summary>The elements' bytes, in place. The span is good as long as the tensor lives.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous or not on the CPU.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                long size = NumberOfElements * ElementSize;
                if (!is_contiguous())
                    throw new InvalidOperationException("bytes needs a contiguous tensor.");
                if (size > int.MaxValue)
                    throw new ArgumentException($"The tensor has {size} bytes, more than a span can hold.");
                RequireCpu();
                return new Span<byte>((void*)DataPointer(), (int)size);
            }

            set
            {
                var target = bytes;
                if (target.Length != value.Length)
                    throw new ArgumentException($"The tensor has {target.Length} bytes, not {value.Length}.");
                value.CopyTo(target);
            }
        }

        public Scalar ToScalar() => dtype switch
        {
            ScalarType.Byte => item<byte>(),
            ScalarType.Int8 => item<sbyte>(),
            ScalarType.Int16 => item<short>(),
            ScalarType.Int32 => item<int>(),
            ScalarType.Int64 => item<long>(),
            ScalarType.Bool => item<bool>(),
            ScalarType.Float16 => item<Half>(),
            ScalarType.Float32 => item<float>(),
            ScalarType.Float64 => item<double>(),
            var other => throw new NotSupportedException($"ToScalar of {other}"),
        };

        internal void ValidateType(Type type)
        {
            if (type != ElementType(dtype))
                throw new ArgumentException($"The tensor's elements are {dtype}, not {type.Name}");
        }

        internal void RequireCpu()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException($"The tensor is on {device}; its elements can be read after cpu() only.");
        }

        // Null for an empty tensor.
        internal nint DataPointer()
        {
            nint data = Alive(Native.Data(Handle));
            return data == 0 && NumberOfElements > 0 ? throw Native.Failure() : data;
        }

        private static Type? ElementType(ScalarType type) => type switch
        {
            ScalarType.Byte => typeof(byte),
            ScalarType.Int8 => typeof(sbyte),
            ScalarType.Int16 => typeof(short),
            ScalarType.Int32 => typeof(int),
            ScalarType.Int64 => typeof(long),
            ScalarType.Bool => typeof(bool),
            ScalarType.Float16 => typeof(Half),
            ScalarType.Float32 => typeof(float),
            ScalarType.Float64 => typeof(double),
            ScalarType.ComplexFloat32 => typeof((float, float)),
            ScalarType.ComplexFloat64 => typeof(System.Numerics.Complex),
            _ => null,
        };
    }
}
