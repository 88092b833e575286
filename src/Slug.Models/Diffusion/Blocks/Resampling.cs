using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>
/// Halves height and width with a convolution of stride 2. The VAE's encoder pads at the right and the bottom only, which the padding 0 of its
/// configuration stands for upstream.
/// </summary>
public sealed class Downsample2D : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _conv;
    private readonly int _padding;
    private readonly bool _padAfter;

    internal Downsample2D(int channels, int padding, Device device)
        : base(nameof(Downsample2D))
    {
        _padding = padding;
        _padAfter = padding == 0;
        _conv = nn.Conv2d(channels, channels, 3, stride: 2, padding: padding, device: device);
        register_module("conv", _conv);
    }

    /// <summary>From <c>[batch, channels, height, width]</c> to half the height and width.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (_padAfter ? nn.functional.pad(x, (0L, 1L, 0L, 1L)) : x).Convolve(_conv, stride: 2, padding: _padding).MoveToOuterDisposeScope();
    }
}

/// <summary>Repeats pixels to the given height and width, then a convolution.</summary>
public sealed class Upsample2D : nn.Module<Tensor, long[]?, Tensor>
{
    private readonly Conv2d _conv;

    internal Upsample2D(int channels, Device device)
        : base(nameof(Upsample2D))
    {
        _conv = nn.Conv2d(channels, channels, 3, padding: 1, device: device);
        register_module("conv", _conv);
    }

    /// <summary>Enlarges.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="size">Height and width to reach; null doubles both. They differ where a level's size was odd.</param>
    public override Tensor forward(Tensor x, long[]? size)
    {
        using var scope = NewDisposeScope();
        return nn.functional.interpolate(x, size ?? [x.shape[2] * 2, x.shape[3] * 2], mode: InterpolationMode.Nearest).Then(h => h.Convolve(_conv)).MoveToOuterDisposeScope();
    }
}
