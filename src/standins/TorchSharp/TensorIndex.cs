namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of an index expression: an integer, a slice, <c>...</c>, a new dimension, a bool or a tensor.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Single,
            Null,
            Ellipsis,
            Bool,
            Tensor,
            Slice,
        }

        internal Kind kind;
        internal long? start;
        internal long? stop;
        internal long? step;
        internal torch.Tensor? tensor;

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice((long?)range.start, (long?)range.end);

        public static TensorIndex Slice(Range range) =>
            Slice(At(range.Start), range.End.Equals(Index.End) ? null : At(range.End));

        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, start = index };

        public static TensorIndex Tensor(torch.Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        /// <summary>As many whole dimensions as there are left.</summary>
        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        /// <summary>A new dimension of length one.</summary>
        public static TensorIndex None = new() { kind = Kind.None };

        /// <summary>A new dimension of length one.</summary>
        public static TensorIndex Null = new() { kind = Kind.Null };

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon = Slice();

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(At(index));

        private static long At(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
