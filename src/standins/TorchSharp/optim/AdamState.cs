using TorchSharp.Modules;

namespace TorchSharp;

/// <summary>What Adam remembers about a parameter.</summary>
internal sealed class AdamState : IDisposable
{
    private readonly torch.Tensor _nothing;

    public AdamState(Parameter parameter)
    {
        Parameter = parameter;
        Average = torch.zeros_like(parameter).DetachFromDisposeScope();
        Square = torch.zeros_like(parameter).DetachFromDisposeScope();
        using var flat = parameter.detach();
        _nothing = flat.as_strided([0], [1]).DetachFromDisposeScope();
    }

    public Parameter Parameter { get; }

    /// <summary>The running average of the gradient.</summary>
    public torch.Tensor Average { get; }

    /// <summary>The running average of the squared gradient.</summary>
    public torch.Tensor Square { get; }

    /// <summary>Steps so far.</summary>
    public long Steps { get; set; }

    /// <summary>
    /// A view of none of the parameter's elements. Writing to it counts as a change of the parameter, by which autograd finds out
    /// that a value saved for a later backward pass is gone.
    /// </summary>
    public torch.Tensor Nothing => _nothing;

    public void Dispose()
    {
        Average.Dispose();
        Square.Dispose();
        _nothing.Dispose();
    }
}

/// <summary>The numbers of a step.</summary>
/// <param name="LearningRate">Learning rate.</param>
/// <param name="Beta1">Decay rate of the average gradient.</param>
/// <param name="Beta2">Decay rate of the average squared gradient.</param>
/// <param name="Eps">What is added to the root of the average square.</param>
/// <param name="WeightDecay">Weight decay.</param>
/// <param name="Decoupled">Whether decay shrinks the parameter (AdamW) or joins the gradient (Adam).</param>
/// <param name="Maximize">Whether to climb.</param>
internal readonly record struct AdamSettings(
    double LearningRate, double Beta1, double Beta2, double Eps, double WeightDecay, bool Decoupled, bool Maximize)
{
    /// <summary>What the average gradient is multiplied with in the update.</summary>
    public double StepSize(long step) => -LearningRate / (1 - Math.Pow(Beta1, step));

    /// <summary>What the root of the average square is divided by.</summary>
    public double RootCorrection(long step) => Math.Sqrt(1 - Math.Pow(Beta2, step));
}
