using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>An affine map <c>y = x Wᵀ + b</c> of the last dimension.</summary>
            /// <param name="input">Shape <c>[..., in]</c>.</param>
            /// <param name="weights">Shape <c>[out, in]</c>.</param>
            /// <param name="bias">Shape <c>[out]</c>, or null.</param>
            /// <returns>Shape <c>[..., out]</c>.</returns>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Native.Call("linear", input, weights, bias);

            /// <summary>Layer normalisation over the last dimensions.</summary>
            /// <param name="input">Shape <c>[..., normalized_shape]</c>.</param>
            /// <param name="normalized_shape">The shape of the last dimensions.</param>
            /// <param name="weight">The gain, or null.</param>
            /// <param name="bias">The bias, or null.</param>
            /// <param name="eps">What is added to the variance.</param>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Native.Call("layer_norm", input, normalized_shape, weight, bias, eps);

            /// <summary>Divides vectors by their norms.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="p">Which norm.</param>
            /// <param name="dim">The dimension of the vectors.</param>
            /// <param name="eps">The smallest divisor.</param>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12)
            {
                using var norm = Native.Call("norm.ScalarOpt_dim", input, p, new[] { dim }, true);
                using var divisor = Native.Call("clamp_min", norm, eps);
                return Native.Call("div.Tensor", input, divisor);
            }

            /// <summary>The cosine of the angle between vectors.</summary>
            /// <param name="x1">Vectors.</param>
            /// <param name="x2">Vectors, of a shape that broadcasts with the others.</param>
            /// <param name="dim">The dimension of the vectors.</param>
            /// <param name="eps">The smallest divisor.</param>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) =>
                Native.Call("cosine_similarity", x1, x2, dim, eps);

            /// <summary>Vectors with a one at the place that an id names.</summary>
            /// <param name="x">Ids, <c>[...]</c> of Int64.</param>
            /// <param name="num_classes">The vectors' width; -1 for the largest id and one.</param>
            /// <returns>Shape <c>[..., classes]</c> of Int64.</returns>
            /// <exception cref="ArgumentException">The ids are of another type.</exception>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => x.dtype == ScalarType.Int64
                ? Native.Call("one_hot", x, num_classes)
                : throw new ArgumentException($"one_hot needs ids of type Int64, not {x.dtype}.", nameof(x));

            /// <summary>Attention: <c>softmax(Q Kᵀ / √width + mask) V</c>.</summary>
            /// <param name="query">Shape <c>[..., targets, width]</c>.</param>
            /// <param name="key">Shape <c>[..., sources, width]</c>.</param>
            /// <param name="value">Shape <c>[..., sources, value width]</c>.</param>
            /// <param name="attn_mask">Shape <c>[..., targets, sources]</c>: numbers are added, false bools block. Or null.</param>
            /// <param name="p">The share of attention weights that dropout zeros.</param>
            /// <param name="is_casual">Whether a target sees only sources up to its own place (the real package's spelling).</param>
            /// <exception cref="ArgumentException"><paramref name="p"/> is negative, or both masks are given.</exception>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (p < 0)
                    throw new ArgumentException($"The dropout probability is {p}; it must be at least 0.", nameof(p));
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Causal attention takes no other mask.", nameof(attn_mask));
                // libtorch 1.13 has it under a private name, with one argument more.
                return LibtorchVersion.Major >= 2
                    ? Native.Call("scaled_dot_product_attention", query, key, value, attn_mask, p, is_casual)
                    : Native.Call("_scaled_dot_product_attention", query, key, value, attn_mask, p, false, is_casual);
            }
        }
    }
}
