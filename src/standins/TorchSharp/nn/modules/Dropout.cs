using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Zeros elements at random while training, and scales the others up so that the mean stays.</summary>
public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout(double p, bool inplace) : base(nameof(Dropout))
    {
        this.p = p;
        this.inplace = inplace;
    }

    /// <summary>Whether the argument is overwritten.</summary>
    public bool inplace { get; set; }

    /// <summary>The share of zeros.</summary>
    public double p { get; set; }

    /// <summary>Drops elements in training mode, else hands the values on.</summary>
    /// <param name="tensor">Any shape.</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
}
