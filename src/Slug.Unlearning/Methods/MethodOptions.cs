using Slug.Models.Training;

namespace Slug.Unlearning.Methods;

/// <summary>How a comparison method is run; the defaults are the paper's.</summary>
public sealed record MethodOptions
{
    /// <summary>Epochs.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The optimiser's peak learning rate; the paper runs 1e-6 and 1e-7.</summary>
    public double LearningRate { get; init; } = 1e-6;

    /// <summary>Keep the learning rate constant instead of letting it fall along a cosine.</summary>
    public bool ConstantLearningRate { get; init; }

    /// <summary>The optimiser.</summary>
    public AdamWOptions Optimizer { get; init; } = new();

    /// <summary>Forget with the contrastive loss, the paper's <c>_o</c> variants, in place of <c>1 − cos</c>.</summary>
    public bool ContrastiveForget { get; init; }

    /// <summary>The share of all weights that saliency unlearning lets the gradient reach.</summary>
    public double SaliencyShare { get; init; } = 0.5;

    /// <summary>How many times more important to the forget set than to the retain set a weight must be to be dampened.</summary>
    public double DampeningAlpha { get; init; } = 10;

    /// <summary>The dampening's λ of the first epoch.</summary>
    public double DampeningFirst { get; init; } = 0.1;

    /// <summary>The dampening's λ of the tenth epoch; those between are evenly spaced.</summary>
    public double DampeningLast { get; init; } = 5;

    /// <summary>
    /// Leave token embeddings alone. Selective dampening otherwise 'forgets' a concept that has a word of its own by deleting that word's
    /// vector; tables say which was used.
    /// </summary>
    public bool FreezeEmbeddings { get; init; }
}
