using TorchSharp.Interop;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A table of vectors, looked up by integer ids.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long _paddingIndex;
    private readonly bool _scaleGradByFreq;
    private readonly bool _sparse;

    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    internal Embedding(Parameter weight, long? padding_idx, double? max_norm, bool scale_grad_by_freq, bool sparse) : base(nameof(Embedding))
    {
        if (max_norm is not null)
            throw new NotSupportedException("nn.Embedding with max_norm is not part of this stand-in for TorchSharp.");
        _paddingIndex = padding_idx is { } index && index < 0 ? weight.shape[0] + index : padding_idx ?? -1;
        _scaleGradByFreq = scale_grad_by_freq;
        _sparse = sparse;
        this.weight = weight;
    }

    /// <summary>The table, <c>[entries, width]</c>. Setting it disposes the old one.</summary>
    public Parameter? weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), Owned.Replace(ref _weight, value ?? throw new ArgumentNullException(nameof(value))));
    }

    /// <summary>Looks up vectors.</summary>
    /// <param name="input">Ids, <c>[...]</c> of Int64 or Int32.</param>
    /// <returns>Shape <c>[..., width]</c>.</returns>
    public override Tensor forward(Tensor input) => Native.Call("embedding", _weight, input, _paddingIndex, _scaleGradByFreq, _sparse);
}
