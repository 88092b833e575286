using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A two-dimensional convolution.</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long)? padding, Padding? padding_type,
        (long, long) dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(nameof(Conv2d), in_channels, out_channels, Pair(kernel_size), Pair(stride), padding is { } p ? Pair(p) : null, padding_type,
            Pair(dilation), groups, bias, padding_mode, device, dtype)
    {
    }

    /// <summary>Convolves images.</summary>
    /// <param name="input">Shape <c>[batch, in_channels, height, width]</c>, or without the batch.</param>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels.</exception>
    public override Tensor forward(Tensor input)
    {
        var shape = input.shape;
        if (shape.Length is not (3 or 4) || shape[^3] != in_channels)
            throw new ArgumentException($"Conv2d expects [batch, {in_channels}, height, width] or [{in_channels}, height, width], not [{string.Join(", ", shape)}].", nameof(input));
        return padding is null
            ? nn.functional.conv2d_padding(input, weight, bias, stride, padding_type!.Value, dilation, groups)
            : nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }

    private static long[] Pair((long, long) pair) => [pair.Item1, pair.Item2];
}
