using static TorchSharp.torch;

namespace Slug.Models.Layers;

/// <summary>How a tensor of a checkpoint's layout lies in the module's parameter: as it is, transposed, or one of several stacked rows of equal height.</summary>
/// <param name="Part">Which of the stacked parts, from zero.</param>
/// <param name="Parts">How many parts are stacked.</param>
/// <param name="Transposed">Whether rows and columns change places.</param>
public readonly record struct LayerView(int Part, int Parts, bool Transposed)
{
    /// <summary>The whole parameter as it is.</summary>
    public static LayerView Whole { get; } = new(0, 1, false);

    /// <summary>The view of a tensor of the parameter's shape: the parameter itself, its gradient, a sum of gradients. It shares the tensor's memory.</summary>
    public Tensor Of(Tensor parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (Transposed) return parameter.t();
        if (Parts == 1) return parameter.alias();
        var height = parameter.shape[0] / Parts;
        return parameter.narrow(0, Part * height, height);
    }
}
