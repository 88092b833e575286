using TorchSharp.Interop;

namespace TorchSharp;

// Activation functions.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor relu() => Native.Call("relu", this);
        public Tensor relu6() => Native.Call("relu6", this);
        public Tensor gelu() => Native.Call("gelu", this);
        public Tensor silu() => Native.Call("silu", this);
        public Tensor log_sigmoid() => Native.Call("log_sigmoid", this);
        public Tensor hardsigmoid() => Native.Call("hardsigmoid", this);
        public Tensor hardswish() => Native.Call("hardswish", this);
        public Tensor selu() => Native.Call("selu", this);
        public Tensor relu_() => Native.InPlace(this, "relu_", this);
        public Tensor relu6_() => Native.InPlace(this, "relu6_", this);
        public Tensor silu_() => Native.InPlace(this, "silu_", this);

        public Tensor leaky_relu(Scalar negative_slope) => Native.Call("leaky_relu", this, negative_slope);
        public Tensor elu(double alpha = 1) => Native.Call("elu", this, alpha);
        public Tensor softplus(double beta = 1, double threshold = 20) => Native.Call("softplus", this, beta, threshold);

        /// <summary>Exponentials along a dimension, scaled to sum to one.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => Native.Call("softmax.int", this, dim, dtype);

        /// <summary>The logarithm of <see cref="softmax"/>, computed without overflow.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Native.Call("log_softmax.int", this, dim, dtype);
    }
}
