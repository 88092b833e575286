using Slug.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// A linear layer <c>x W^T + b</c> whose weights are left as the memory came: a model of billions of weights is about to load them, and drawing
/// them at random first would take longer than that.
/// </summary>
public sealed class Projection : nn.Module<Tensor, Tensor>, IOwnParameters
{
    /// <summary>Makes a layer of the given widths, weights undefined.</summary>
    public Projection(long input, long output, bool bias, ScalarType type, Device device)
        : base(nameof(Projection))
    {
        register_parameter("weight", nn.Parameter(empty([output, input], type, device)));
        if (bias) register_parameter("bias", nn.Parameter(empty([output], type, device)));
    }

    /// <summary>The matrix, <c>[output, input]</c>.</summary>
    public Parameter Weight => get_parameter("weight")!;

    void IOwnParameters.Replace(string name, Parameter parameter) => ConditionallyRegisterParameter(name, parameter);

    /// <summary>The bias, <c>[output]</c>, or null.</summary>
    public Parameter? Bias => get_parameter("bias");

    /// <summary>Runs on <c>[..., input]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!BFloat16Product.Serves(x, Weight)) return nn.functional.linear(x, Weight, Bias);
        var product = BFloat16Product.Of(x, Weight);
        return Bias is null ? product : product.add_(Bias);
    }
}
