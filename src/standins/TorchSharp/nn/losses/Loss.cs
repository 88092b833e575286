using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A loss of a prediction and a target.</summary>
/// <typeparam name="T1">The prediction.</typeparam>
/// <typeparam name="T2">The target.</typeparam>
/// <typeparam name="TResult">The loss.</typeparam>
public abstract class Loss<T1, T2, TResult> : nn.Module<T1, T2, TResult>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="reduction">How the losses of a batch become one.</param>
    public Loss(nn.Reduction reduction = nn.Reduction.Mean) : base("Loss") => this.reduction = reduction;

    /// <summary>How the losses of a batch become one.</summary>
    public nn.Reduction reduction { get; }
}

/// <summary>A loss of two predictions and a target.</summary>
/// <typeparam name="T1">The first prediction.</typeparam>
/// <typeparam name="T2">The second prediction.</typeparam>
/// <typeparam name="T3">The target.</typeparam>
/// <typeparam name="TResult">The loss.</typeparam>
public abstract class Loss<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="reduction">How the losses of a batch become one.</param>
    public Loss(nn.Reduction reduction = nn.Reduction.Mean) : base("Loss") => this.reduction = reduction;

    /// <summary>How the losses of a batch become one.</summary>
    public nn.Reduction reduction { get; }
}

/// <summary>A loss with weights for classes or elements.</summary>
/// <typeparam name="T1">The prediction.</typeparam>
/// <typeparam name="T2">The target.</typeparam>
/// <typeparam name="TResult">The loss.</typeparam>
public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="weight">The weights, which the caller keeps, or null.</param>
    /// <param name="reduction">How the losses of a batch become one.</param>
    public WeightedLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) => this.weight = weight;

    /// <summary>The weights, or null.</summary>
    public Tensor? weight { get; }
}
