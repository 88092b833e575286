using Slug.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>Root mean square normalisation (Zhang and Sennrich, arXiv 1910.07467): <c>g x / sqrt(mean(x²) + eps)</c>, the mean in float32.</summary>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>, IOwnParameters
{
    private readonly double _epsilon;

    /// <summary>Makes a norm over vectors of the given width, gains one.</summary>
    public RmsNorm(long width, double epsilon, ScalarType type, Device device)
        : base(nameof(RmsNorm))
    {
        _epsilon = epsilon;
        register_parameter("weight", nn.Parameter(ones([width], type, device)));
    }

    /// <summary>The gains, <c>[width]</c>.</summary>
    public Parameter Weight => get_parameter("weight")!;

    void IOwnParameters.Replace(string name, Parameter parameter) => ConditionallyRegisterParameter(name, parameter);

    /// <summary>Runs on <c>[..., width]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var wide = x.to_type(ScalarType.Float32);
        var normal = wide.mul(wide.square().mean([-1], keepdim: true).add(_epsilon).rsqrt());
        return normal.to_type(x.dtype).mul(Weight).MoveToOuterDisposeScope();
    }
}
