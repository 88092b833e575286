using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>A two-dimensional convolution.</summary>
            /// <param name="input">Shape <c>[batch, in, height, width]</c>, or without the batch.</param>
            /// <param name="weight">Shape <c>[out, in / groups, height, width]</c>.</param>
            /// <param name="bias">Shape <c>[out]</c>, or null.</param>
            /// <param name="strides">The kernel's steps; 1 unless given.</param>
            /// <param name="padding">Zeros added on each side; 0 unless given.</param>
            /// <param name="dilation">The distances of kernel points; 1 unless given.</param>
            /// <param name="groups">In how many groups the channels are convolved apart.</param>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Native.Call("conv2d", input, weight, bias, strides ?? One, padding ?? Zero, dilation ?? One, groups);

            /// <summary>A two-dimensional convolution with padding by name.</summary>
            /// <param name="input">Shape <c>[batch, in, height, width]</c>, or without the batch.</param>
            /// <param name="weight">Shape <c>[out, in / groups, height, width]</c>.</param>
            /// <param name="bias">Shape <c>[out]</c>, or null.</param>
            /// <param name="strides">The kernel's steps; 1 unless given.</param>
            /// <param name="padding">How much padding.</param>
            /// <param name="dilation">The distances of kernel points; 1 unless given.</param>
            /// <param name="groups">In how many groups the channels are convolved apart.</param>
            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                Native.Call("conv2d.padding", input, weight, bias, strides ?? One, padding == Padding.Same ? "same" : "valid", dilation ?? One, groups);

            /// <summary>Means over windows.</summary>
            /// <param name="input">Shape <c>[batch, channels, height, width]</c>, or without the batch.</param>
            /// <param name="kernel_size">The window's height and width.</param>
            /// <param name="stride">The window's steps; its size unless given.</param>
            /// <param name="padding">Zeros added on each side; 0 unless given.</param>
            /// <param name="ceil_mode">Whether a window may hang over the edge.</param>
            /// <param name="count_include_pad">Whether padding counts in the mean.</param>
            /// <param name="divisor_override">What sums are divided by, in place of the count.</param>
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                Native.Call("avg_pool2d", input, kernel_size, stride ?? kernel_size, padding ?? Zero, ceil_mode, count_include_pad, divisor_override);

            /// <summary>Means over square windows.</summary>
            /// <param name="input">Shape <c>[batch, channels, height, width]</c>, or without the batch.</param>
            /// <param name="kernel_size">The window's side.</param>
            /// <param name="stride">The window's step; its side unless given.</param>
            /// <param name="padding">Zeros added on each side.</param>
            /// <param name="ceil_mode">Whether a window may hang over the edge.</param>
            /// <param name="count_include_pad">Whether padding counts in the mean.</param>
            /// <param name="divisor_override">What sums are divided by, in place of the count.</param>
            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, [kernel_size, kernel_size], stride is { } s ? [s, s] : null, [padding, padding], ceil_mode, count_include_pad, divisor_override);

            /// <summary>Means over as many windows as the output has points.</summary>
            /// <param name="input">Shape <c>[batch, channels, height, width]</c>, or without the batch.</param>
            /// <param name="output_size">The output's height and width.</param>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Native.Call("adaptive_avg_pool2d", input, output_size);

            /// <summary>Means over as many windows as the output has points.</summary>
            /// <param name="input">Shape <c>[batch, channels, height, width]</c>, or without the batch.</param>
            /// <param name="output_size">The output's height and width.</param>
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => adaptive_avg_pool2d(input, [output_size.Item1, output_size.Item2]);

            /// <summary>Means over as many windows as the output has points.</summary>
            /// <param name="input">Shape <c>[batch, channels, height, width]</c>, or without the batch.</param>
            /// <param name="output_size">The output's side.</param>
            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size, output_size]);

            /// <summary>Adds a border.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="pad">Amounts before and after, for the last dimension first.</param>
            /// <param name="mode">What the border is made of.</param>
            /// <param name="value">The constant.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Zeros or PaddingModes.Constant => Native.Call("pad", input, pad, "constant", value),
                PaddingModes.Reflect => Native.Call("pad", input, pad, "reflect"),
                PaddingModes.Replicate => Native.Call("pad", input, pad, "replicate"),
                PaddingModes.Circular => Native.Call("pad", input, pad, "circular"),
                _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "not a padding mode"),
            };

            /// <summary>Adds a border at the sides of the last dimension.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="pad">Amounts before and after.</param>
            /// <param name="mode">What the border is made of.</param>
            /// <param name="value">The constant.</param>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            /// <summary>Adds a border around the last two dimensions.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="pad">Amounts left, right, above and below.</param>
            /// <param name="mode">What the border is made of.</param>
            /// <param name="value">The constant.</param>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            private static readonly long[] Zero = [0];
            private static readonly long[] One = [1];
        }
    }
}
