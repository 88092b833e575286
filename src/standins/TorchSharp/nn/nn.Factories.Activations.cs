using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The Gaussian error linear unit, exact.</summary>
        public static GELU GELU() => new(false);

        /// <summary>The Gaussian error linear unit, exact.</summary>
        /// <param name="inplace">Whether the argument is overwritten.</param>
        public static GELU GELU(bool inplace) => new(inplace);

        /// <summary>The rectifier.</summary>
        /// <param name="inplace">Whether the argument is overwritten.</param>
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        /// <summary><c>x · sigmoid(x)</c>.</summary>
        public static SiLU SiLU() => new(false);

        /// <summary><c>x · sigmoid(x)</c>.</summary>
        /// <param name="inplace">Whether the argument is overwritten.</param>
        public static SiLU SiLU(bool inplace) => new(inplace);

        /// <summary>The logistic function.</summary>
        public static Sigmoid Sigmoid() => new(false);

        /// <summary>The logistic function.</summary>
        /// <param name="inplace">Whether the argument is overwritten.</param>
        public static Sigmoid Sigmoid(bool inplace) => new(inplace);

        /// <summary>The hyperbolic tangent.</summary>
        public static Tanh Tanh() => new(false);

        /// <summary>The hyperbolic tangent.</summary>
        /// <param name="inplace">Whether the argument is overwritten.</param>
        public static Tanh Tanh(bool inplace = false) => new(inplace);

        /// <summary>Exponentials that sum to one over a dimension.</summary>
        /// <param name="dim">The dimension.</param>
        public static Softmax Softmax(long dim) => new(dim);

        /// <summary>The logarithm of the softmax.</summary>
        /// <param name="dim">The dimension.</param>
        public static LogSoftmax LogSoftmax(long dim) => new(dim);

        /// <summary>Zeros elements at random while training, and scales the others up.</summary>
        /// <param name="p">The share of zeros.</param>
        /// <param name="inplace">Whether the argument is overwritten.</param>
        public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Its argument again.</summary>
        public static Identity Identity() => new();
    }
}
