using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary><c>1 - cos(a, b)</c> for pairs that belong together (target 1), <c>max(0, cos(a, b) - margin)</c> for others (target -1).</summary>
public sealed class CosineEmbeddingLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="margin">The cosine up to which other pairs cost nothing.</param>
    /// <param name="reduction">How the losses of a batch become one.</param>
    public CosineEmbeddingLoss(double margin = 0.0, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) => this.margin = margin;

    /// <summary>The cosine up to which other pairs cost nothing.</summary>
    public double margin { get; }

    /// <summary>The loss.</summary>
    /// <param name="input1">Vectors, <c>[batch, width]</c>.</param>
    /// <param name="input2">Vectors, <c>[batch, width]</c>.</param>
    /// <param name="target">1 or -1, <c>[batch]</c>.</param>
    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) =>
        nn.functional.cosine_embedding_loss(input1, input2, target, margin, reduction);
}
