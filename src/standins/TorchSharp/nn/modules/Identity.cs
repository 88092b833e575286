using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Its argument again.</summary>
public sealed class Identity : ParameterLessModule<Tensor, Tensor>
{
    internal Identity() : base(nameof(Identity)) { }

    /// <summary>A new reference to the argument's data, which may be disposed apart from it.</summary>
    /// <param name="tensor">Any shape.</param>
    public override Tensor forward(Tensor tensor) => tensor.alias();
}
