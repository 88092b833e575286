using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An affine map <c>y = x Wᵀ + b</c>.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter _weight = null!;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        (out_features, in_features) = (weight.shape[0], weight.shape[1]);
        this.weight = weight;
        this.bias = bias;
    }

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        (in_features, out_features) = (inputSize, outputSize);
        weight = nn.Parameter(empty(outputSize, inputSize, dtype, device));
        if (hasBias)
            bias = nn.Parameter(empty(outputSize, dtype, device));
        DefaultInitialization.Reset(weight, bias);
    }

    /// <summary>Width of the input.</summary>
    public long in_features { get; set; }

    /// <summary>Width of the output.</summary>
    public long out_features { get; set; }

    /// <summary>The weight, <c>[out, in]</c>. Setting it disposes the old one.</summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), Owned.Replace(ref _weight!, value ?? throw new ArgumentNullException(nameof(value))));
    }

    /// <summary>The bias, <c>[out]</c>, or null. Setting it disposes the old one.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), Owned.Replace(ref _bias, value));
    }

    /// <summary>The affine map of the last dimension.</summary>
    /// <param name="tensor">Shape <c>[..., in]</c>.</param>
    /// <returns>Shape <c>[..., out]</c>.</returns>
    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);
}
