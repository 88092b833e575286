using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The negative log-likelihood of classes under a softmax of logits.</summary>
            /// <param name="input">Logits, <c>[batch, classes, ...]</c>.</param>
            /// <param name="target">Classes, <c>[batch, ...]</c> of Int64, or probabilities of the logits' shape.</param>
            /// <param name="weight">A weight for each class, or null.</param>
            /// <param name="ignore_index">A class that counts for nothing.</param>
            /// <param name="reduction">How the losses of a batch become one.</param>
            /// <param name="label_smoothing">The share of a target that is spread over all classes.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                Native.Call("cross_entropy_loss", input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary><c>1 - cos(a, b)</c> where the target is 1, <c>max(0, cos(a, b) - margin)</c> where it is -1.</summary>
            /// <param name="input1">Vectors, <c>[batch, width]</c>.</param>
            /// <param name="input2">Vectors, <c>[batch, width]</c>.</param>
            /// <param name="target">1 or -1, <c>[batch]</c>.</param>
            /// <param name="margin">The cosine up to which other pairs cost nothing.</param>
            /// <param name="reduction">How the losses of a batch become one.</param>
            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean) =>
                Native.Call("cosine_embedding_loss", input1, input2, target, margin, (long)reduction);

            /// <summary>The negative log-likelihood of yes-or-no targets under a sigmoid of logits.</summary>
            /// <param name="input">Logits of any shape.</param>
            /// <param name="target">Numbers in [0, 1] of the same shape.</param>
            /// <param name="weight">Weights that broadcast with the elements, or null.</param>
            /// <param name="reduction">How the losses of a batch become one.</param>
            /// <param name="pos_weights">Weights of the yes targets, or null.</param>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                Native.Call("binary_cross_entropy_with_logits", input, target, weight, pos_weights, (long)reduction);

            /// <summary>The squared difference.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="target">The same shape.</param>
            /// <param name="reduction">How the losses of a batch become one.</param>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Native.Call("mse_loss", input, target, (long)reduction);
        }
    }
}
