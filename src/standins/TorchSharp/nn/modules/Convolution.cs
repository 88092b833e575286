using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What convolutions have in common: a kernel, a bias and how the kernel moves.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    private protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding,
        Padding? padding_type, long[] dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype) : base(name)
    {
        if (padding_mode is not (PaddingModes.Zeros or PaddingModes.Constant))
            throw new NotSupportedException($"{name} with PaddingModes.{padding_mode} is not part of this stand-in for TorchSharp; pad with nn.functional.pad first.");
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding_type is null ? padding ?? new long[kernel_size.Length] : null;
        this.padding_type = padding_type;
        this.padding_mode = padding_mode;
        this.dilation = dilation;
        this.groups = groups;
        weight = nn.Parameter(empty([out_channels, in_channels / groups, .. kernel_size], dtype, device));
        if (bias)
            this.bias = nn.Parameter(empty(out_channels, dtype, device));
        reset_parameters();
    }

    /// <summary>Channels of the input.</summary>
    public long in_channels { get; }

    /// <summary>Channels of the output.</summary>
    public long out_channels { get; }

    /// <summary>The kernel's size per spatial dimension.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The kernel's step per spatial dimension.</summary>
    public long[] stride { get; set; }

    /// <summary>Zeros added on each side per spatial dimension, or null where <see cref="padding_type"/> says it.</summary>
    public long[]? padding { get; }

    /// <summary>Padding by name, or null.</summary>
    public Padding? padding_type { get; }

    /// <summary>What the input is padded with.</summary>
    public PaddingModes padding_mode { get; set; }

    /// <summary>The distance of kernel points per spatial dimension.</summary>
    public long[] dilation { get; set; }

    /// <summary>In how many groups the channels are convolved apart.</summary>
    public long groups { get; set; }

    /// <summary>The kernels, <c>[out, in / groups, height, width]</c>. Setting it disposes the old one.</summary>
    public Parameter weight
    {
        get => _weight!;
        set => ConditionallyRegisterParameter(nameof(weight), Owned.Replace(ref _weight, value ?? throw new ArgumentNullException(nameof(value))));
    }

    /// <summary>The bias, <c>[out]</c>, or null. Setting it disposes the old one.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), Owned.Replace(ref _bias, value));
    }

    /// <summary>Fills kernels and bias uniformly in ±1/√fan_in.</summary>
    public void reset_parameters() => DefaultInitialization.Reset(weight, bias);
}
