using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The modules' computations as functions.</summary>
        public static partial class functional
        {
            /// <summary>The Gaussian error linear unit, exact.</summary>
            /// <param name="x">Any shape.</param>
            /// <param name="inplace">Whether <paramref name="x"/> is overwritten.</param>
            public static Tensor gelu(Tensor x, bool inplace) => Pointwise(x, inplace, "gelu", "gelu_");

            /// <summary>The Gaussian error linear unit, exact.</summary>
            /// <param name="x">Any shape.</param>
            public static Tensor gelu(Tensor x) => gelu(x, false);

            /// <summary>The rectifier.</summary>
            /// <param name="x">Any shape.</param>
            /// <param name="inplace">Whether <paramref name="x"/> is overwritten.</param>
            public static Tensor relu(Tensor x, bool inplace = false) => Pointwise(x, inplace, "relu", "relu_");

            /// <summary><c>x · sigmoid(x)</c>.</summary>
            /// <param name="x">Any shape.</param>
            /// <param name="inplace">Whether <paramref name="x"/> is overwritten.</param>
            public static Tensor silu(Tensor x, bool inplace = false) => Pointwise(x, inplace, "silu", "silu_");

            /// <summary>The logistic function.</summary>
            /// <param name="x">Any shape.</param>
            /// <param name="inplace">Whether <paramref name="x"/> is overwritten.</param>
            public static Tensor sigmoid(Tensor x, bool inplace) => Pointwise(x, inplace, "sigmoid", "sigmoid_");

            /// <summary>The logistic function.</summary>
            /// <param name="x">Any shape.</param>
            public static Tensor sigmoid(Tensor x) => sigmoid(x, false);

            /// <summary>The hyperbolic tangent.</summary>
            /// <param name="x">Any shape.</param>
            /// <param name="inplace">Whether <paramref name="x"/> is overwritten.</param>
            public static Tensor tanh(Tensor x, bool inplace = false) => Pointwise(x, inplace, "tanh", "tanh_");

            /// <summary>Exponentials that sum to one over a dimension.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="dim">The dimension.</param>
            /// <param name="dtype">A type to convert to first.</param>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Native.Call("softmax.int", input, dim, dtype);

            /// <summary>The logarithm of the softmax.</summary>
            /// <param name="x">Any shape.</param>
            /// <param name="dim">The dimension.</param>
            public static Tensor log_softmax(Tensor x, long dim) => Native.Call("log_softmax.int", x, dim);

            /// <summary>Zeros elements at random while training, and scales the others by <c>1 / (1 - p)</c>.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="p">The share of zeros.</param>
            /// <param name="training">Whether to do anything.</param>
            /// <param name="inplace">Whether <paramref name="input"/> is overwritten.</param>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Native.InPlace(input, "dropout_", input, p, training).alias() : Native.Call("dropout", input, p, training);

            private static Tensor Pointwise(Tensor x, bool inplace, string name, string inplaceName) =>
                inplace ? Native.InPlace(x, inplaceName, x).alias() : Native.Call(name, x);
        }
    }
}
