using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The negative log-likelihood of classes under a softmax of logits.</summary>
        /// <param name="weight">A weight for each class, or null.</param>
        /// <param name="ignore_index">A class that counts for nothing.</param>
        /// <param name="reduction">How the losses of a batch become one.</param>
        public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) =>
            new(weight, ignore_index, reduction);

        /// <summary>The negative log-likelihood of yes-or-no targets under a sigmoid of logits.</summary>
        /// <param name="weight">Weights that broadcast with the elements, or null.</param>
        /// <param name="reduction">How the losses of a batch become one.</param>
        /// <param name="pos_weights">Weights of the yes targets, or null.</param>
        public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
            new(weight, reduction, pos_weights);

        /// <summary>One minus the cosine for pairs that belong together.</summary>
        /// <param name="margin">The cosine up to which other pairs cost nothing.</param>
        /// <param name="reduction">How the losses of a batch become one.</param>
        public static CosineEmbeddingLoss CosineEmbeddingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <summary>The squared difference.</summary>
        /// <param name="reduction">How the losses of a batch become one.</param>
        public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);
    }
}
