using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The negative log-likelihood of classes under a softmax of logits.</summary>
public sealed class CrossEntropyLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="weight">A weight for each class, or null.</param>
    /// <param name="ignore_index">A class that counts for nothing.</param>
    /// <param name="reduction">How the losses of a batch become one.</param>
    /// <param name="label_smoothing">The share of a target that is spread over all classes.</param>
    public CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, nn.Reduction reduction = nn.Reduction.Mean, double label_smoothing = 0.0)
        : base(weight, reduction)
    {
        this.ignore_index = ignore_index;
        this.label_smoothing = label_smoothing;
    }

    /// <summary>A class that counts for nothing, or null.</summary>
    public long? ignore_index { get; }

    /// <summary>The share of a target that is spread over all classes.</summary>
    public double label_smoothing { get; }

    /// <summary>The loss.</summary>
    /// <param name="input">Logits, <c>[batch, classes, ...]</c>.</param>
    /// <param name="target">Classes, <c>[batch, ...]</c> of Int64, or probabilities of the logits' shape.</param>
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
}
