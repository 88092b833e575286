using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>A block's perceptron: <c>c_proj(gelu(c_fc(x)))</c>.</summary>
public sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private readonly bool _quickGelu;

    /// <summary>Makes a perceptron with one hidden layer.</summary>
    public Mlp(long width, long hidden, bool quickGelu, Device? device = null)
        : base(nameof(Mlp))
    {
        _quickGelu = quickGelu;
        Hidden = hidden;
        Fc = nn.Linear(width, hidden, device: device);
        Proj = nn.Linear(hidden, width, device: device);
        register_module("c_fc", Fc);
        register_module("c_proj", Proj);
    }

    /// <summary>Width of the hidden layer.</summary>
    public long Hidden { get; }

    /// <summary>The expansion.</summary>
    public Linear Fc { get; }

    /// <summary>The projection back.</summary>
    public Linear Proj { get; }

    /// <summary>Runs on <c>[batch, tokens, width]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var hidden = Fc.call(x);
        var active = _quickGelu ? hidden.mul(hidden.mul(1.702).sigmoid()) : nn.functional.gelu(hidden);
        return Proj.call(active).MoveToOuterDisposeScope();
    }
}
