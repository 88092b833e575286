using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A convolution with a square kernel.</summary>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The kernel's side.</param>
        /// <param name="stride">The kernel's step.</param>
        /// <param name="padding">Zeros added on each side.</param>
        /// <param name="dilation">The distance of kernel points.</param>
        /// <param name="padding_mode">Only zeros in this stand-in.</param>
        /// <param name="groups">In how many groups the channels are convolved apart.</param>
        /// <param name="bias">Whether there is a bias.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        /// <exception cref="NotSupportedException"><paramref name="padding_mode"/> is not zeros.</exception>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), null, (dilation, dilation), groups, bias, padding_mode, device, dtype);

        /// <summary>A convolution.</summary>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The kernel's height and width.</param>
        /// <param name="stride">The kernel's steps, 1 unless given.</param>
        /// <param name="padding">Zeros added on each side, 0 unless given.</param>
        /// <param name="dilation">The distances of kernel points, 1 unless given.</param>
        /// <param name="padding_mode">Only zeros in this stand-in.</param>
        /// <param name="groups">In how many groups the channels are convolved apart.</param>
        /// <param name="bias">Whether there is a bias.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        /// <exception cref="NotSupportedException"><paramref name="padding_mode"/> is not zeros.</exception>
        public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
            (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, kernel_size, stride ?? (1, 1), padding ?? (0, 0), null, dilation ?? (1, 1), groups, bias, padding_mode, device, dtype);

        /// <summary>A convolution with a square kernel and padding by name.</summary>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The kernel's side.</param>
        /// <param name="padding">How much padding.</param>
        /// <param name="stride">The kernel's step.</param>
        /// <param name="dilation">The distance of kernel points.</param>
        /// <param name="padding_mode">Only zeros in this stand-in.</param>
        /// <param name="groups">In how many groups the channels are convolved apart.</param>
        /// <param name="bias">Whether there is a bias.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        /// <exception cref="NotSupportedException"><paramref name="padding_mode"/> is not zeros.</exception>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), null, padding, (dilation, dilation), groups, bias, padding_mode, device, dtype);
    }
}
