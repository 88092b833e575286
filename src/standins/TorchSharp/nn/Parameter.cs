using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns.</summary>
public class Parameter : Tensor
{
    /// <summary>Turns a tensor into a parameter.</summary>
    /// <param name="data">The tensor, which becomes empty: the parameter takes over its data, and its place in a dispose scope.</param>
    /// <param name="requires_grad">Whether gradients are wanted.</param>
    public Parameter(Tensor data, bool requires_grad = true)
        : base(data.with_requires_grad(requires_grad).MoveHandle(), false) => DisposeScope.ReplaceWith(data, this);
}
