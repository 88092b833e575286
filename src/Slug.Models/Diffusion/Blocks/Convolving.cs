using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>
/// Convolutions as one matrix product over all pixels of a batch, where libtorch's own are wrong or warn at every call (NNPACK). libtorch gives them to oneDNN, whose gradient of the input is wrong where the output's
/// channels are no multiple of 16 (version 3.7.1: off by half its size, or NaN).
/// </summary>
internal static class Convolving
{
    // oneDNN's gradients are right for multiples of so many channels.
    private const long Channels = 16;

    // With one thread libtorch gives convolutions of one pixel in batches of fewer pictures, and single pictures of few numbers, to NNPACK, which warns at every call where the
    // processor is none of those it knows.
    private const long FewPictures = 16, FewNumbers = 20_480;

    /// <summary>Runs a convolution.</summary>
    /// <param name="x"><c>[batch, in, height, width]</c>.</param>
    /// <param name="convolution">The convolution, without dilation and groups.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="padding">Zeros on every side; null keeps height and width where the stride is 1.</param>
    public static Tensor Convolve(this Tensor x, Conv2d convolution, int stride = 1, int? padding = null)
    {
        var weight = convolution.weight!;
        var isWrong = is_grad_enabled() && weight.shape[0] % Channels != 0;
        var (batch, kernel) = (x.shape[0], weight.shape[2]);
        var isNnpack = (kernel == 1 && stride == 1 && batch < FewPictures) || (batch == 1 && x.numel() <= FewNumbers);
        if (x.device_type != DeviceType.CPU || !(isWrong || isNnpack)) return convolution.call(x);
        using var scope = NewDisposeScope();
        var zeros = padding ?? kernel / 2;
        long Side(long side) => ((side + (2 * zeros) - kernel) / stride) + 1;
        var (height, width) = (Side(x.shape[2]), Side(x.shape[3]));
        // [batch, in · kernel², pixels] to [batch · pixels, in · kernel²].
        var patches = nn.functional.unfold(x, (kernel, kernel), padding: (zeros, zeros), stride: (stride, stride)).transpose(1, 2).reshape(batch * height * width, -1);
        var kernels = weight.view(weight.shape[0], -1).t();
        var pixels = convolution.bias is { } bias ? addmm(bias, patches, kernels, 1, 1) : patches.mm(kernels);
        return pixels.view(batch, height, width, -1).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }
}
