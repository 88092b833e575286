using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Layer normalisation over the last dimensions, with an optional gain and bias.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        this.normalized_shape = normalized_shape;
        this.eps = eps;
        this.elementwise_affine = elementwise_affine;
        if (elementwise_affine)
        {
            weight = nn.Parameter(empty(normalized_shape, dtype, device));
            if (bias)
                this.bias = nn.Parameter(empty(normalized_shape, dtype, device));
        }
        reset_parameters();
    }

    /// <summary>The shape of the last dimensions that are normalised together.</summary>
    public long[] normalized_shape { get; set; }

    /// <summary>What is added to the variance.</summary>
    public double eps { get; set; }

    /// <summary>Whether there is a gain.</summary>
    public bool elementwise_affine { get; set; }

    /// <summary>The gain. Setting it disposes the old one.</summary>
    public Parameter weight
    {
        get => _weight!;
        set => ConditionallyRegisterParameter(nameof(weight), Owned.Replace(ref _weight, value ?? throw new ArgumentNullException(nameof(value))));
    }

    /// <summary>The bias, or null. Setting it disposes the old one.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), Owned.Replace(ref _bias, value));
    }

    /// <summary>Sets the gain to one and the bias to zero.</summary>
    public void reset_parameters()
    {
        if (_weight is not null)
            nn.init.ones_(_weight);
        if (_bias is not null)
            nn.init.zeros_(_bias);
    }

    /// <summary>Normalises the last dimensions.</summary>
    /// <param name="tensor">Shape <c>[..., normalized_shape]</c>.</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, _weight, _bias, eps);
}
