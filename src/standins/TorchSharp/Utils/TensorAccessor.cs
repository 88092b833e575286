using System.Collections;
using System.Runtime.CompilerServices;

namespace TorchSharp.Utils;

/// <summary>A tensor's elements in row-major order, read and written in place.</summary>
/// <typeparam name="T">The element type, which is the tensor's.</typeparam>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;
    private torch.Tensor? _tensor;
    private nint _data;

    internal TensorAccessor(torch.Tensor tensor)
    {
        tensor.RequireCpu();
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
        _data = tensor.DataPointer();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>The element at a place, by one index a dimension, or by one index in row-major order.</summary>
    public T this[params long[] indices]
    {
        get => At(Offset(indices));
        set => At(Offset(indices)) = value;
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result);
        return result;
    }

    /// <summary>The elements as a .NET array with the tensor's dimensions; one element for a tensor without.</summary>
    public Array ToNDArray()
    {
        if (_shape.Length == 0)
            return ToArray();
        var result = Array.CreateInstance(typeof(T), _shape);
        ref byte start = ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(result);
        for (long i = 0; i < Count; i++)
            Unsafe.Add(ref Unsafe.As<byte, T>(ref start), (nint)i) = At(Offset(i));
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies elements from the given one on, as many as both hold.</summary>
    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        long count = Math.Min(target.Length, Remaining(tensorIndex));
        if (_contiguous)
            new ReadOnlySpan<T>((T*)Data() + tensorIndex, (int)count).CopyTo(target);
        else
            for (int i = 0; i < count; i++)
                target[i] = At(Offset(tensorIndex + i));
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Copies elements into the tensor from the given one on, as many as both hold.</summary>
    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        int count = (int)Math.Min(source.Length, Remaining(tensorIndex));
        if (_contiguous)
            source[..count].CopyTo(new Span<T>((T*)Data() + tensorIndex, count));
        else
            for (int i = 0; i < count; i++)
                At(Offset(tensorIndex + i)) = source[i];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return At(Offset(i));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Equals(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && Count == other.Count && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>Lets go of the tensor, which lives on.</summary>
    public void Dispose()
    {
        _tensor = null;
        _data = 0;
    }

    // The memory is the tensor's: it must be neither disposed nor let go of.
    private nint Data()
    {
        ObjectDisposedException.ThrowIf(_tensor is null || _tensor.IsInvalid, this);
        return _data;
    }

    private unsafe ref T At(long offset) => ref ((T*)Data())[offset];

    private long Remaining(long from) =>
        from >= 0 && (from < Count || from == 0) ? Count - from : throw new ArgumentOutOfRangeException(nameof(from), from,
            $"the tensor has {Count} elements");

    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
            return Offset(indices[0]);
        if (indices.Length != _shape.Length)
            throw new IndexOutOfRangeException($"{indices.Length} indices for a tensor of {_shape.Length} dimensions");
        long offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= _shape[i])
                throw new IndexOutOfRangeException($"index {indices[i]} is outside of dimension {i} of length {_shape[i]}");
            offset += indices[i] * _strides[i];
        }

        return offset;
    }

    private long Offset(long index)
    {
        if (index < 0 || index >= Count)
            throw new IndexOutOfRangeException($"{index} in a tensor of {Count} elements");
        if (_contiguous)
            return index;
        long offset = 0;
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            offset += index % _shape[i] * _strides[i];
            index /= _shape[i];
        }

        return offset;
    }
}
