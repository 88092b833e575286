using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The rectifier.</summary>
public sealed class ReLU : ParameterLessModule<Tensor, Tensor>
{
    internal ReLU(bool inplace) : base(nameof(ReLU)) => this.inplace = inplace;

    /// <summary>Whether the argument is overwritten.</summary>
    public bool inplace { get; set; }

    /// <summary>The function of every element.</summary>
    /// <param name="tensor">Any shape.</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, inplace);
}
