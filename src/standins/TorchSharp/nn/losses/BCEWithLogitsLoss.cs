using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The negative log-likelihood of yes-or-no targets under a sigmoid of logits.</summary>
public sealed class BCEWithLogitsLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="weight">Weights that broadcast with the elements, or null.</param>
    /// <param name="reduction">How the losses of a batch become one.</param>
    /// <param name="pos_weights">Weights of the yes targets, or null.</param>
    public BCEWithLogitsLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean, Tensor? pos_weights = null)
        : base(weight, reduction) => this.pos_weights = pos_weights;

    /// <summary>Weights of the yes targets, or null.</summary>
    public Tensor? pos_weights { get; }

    /// <summary>The loss.</summary>
    /// <param name="input">Logits of any shape.</param>
    /// <param name="target">Numbers in [0, 1] of the same shape.</param>
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
}
