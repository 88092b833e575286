using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Helpers over all parameters of a model.</summary>
        public static partial class utils
        {
            /// <summary>Scales all gradients down together, so that their norm as one vector is at most a bound.</summary>
            /// <param name="tensors">The parameters; those without a gradient are left out.</param>
            /// <param name="max_norm">The bound.</param>
            /// <param name="norm_type">Which norm; infinity for the largest absolute value.</param>
            /// <returns>The norm before scaling.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var noGrad = no_grad();
                var grads = Gradients(tensors);
                var norms = Array.Empty<Tensor>();
                try
                {
                    if (grads.Length == 0)
                        return 0;
                    norms = Native.CallList("_foreach_norm.Scalar", grads, norm_type);
                    using var stacked = Native.Call("stack", norms);
                    using var norm = Native.Call("linalg_vector_norm", stacked, norm_type);
                    using var number = norm.to(ScalarType.Float64);
                    var total = number.item<double>();
                    // The small number is libtorch's. A norm that is not a number scales too, which spreads it, as there.
                    var scale = max_norm / (total + 1e-6);
                    if (!(scale >= 1))
                        Native.InPlace(grads[0], "_foreach_mul_.Scalar", grads, scale);
                    return total;
                }
                finally
                {
                    foreach (var tensor in grads.Concat(norms))
                        tensor.Dispose();
                }
            }

            /// <summary>Clips every element of all gradients.</summary>
            /// <param name="tensors">The parameters; those without a gradient are left out.</param>
            /// <param name="clip_value">The largest absolute value that stays.</param>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var noGrad = no_grad();
                foreach (var grad in Gradients(tensors))
                {
                    Native.InPlace(grad, "clamp_", grad, -clip_value, clip_value);
                    grad.Dispose();
                }
            }

            /// <summary>All parameters behind each other, as autograd sees them.</summary>
            /// <param name="tensors">The parameters.</param>
            /// <returns>Shape <c>[elements]</c>.</returns>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                var flat = tensors.Select(tensor => tensor.view(-1)).ToArray();
                try
                {
                    return Native.Call("cat", flat, 0);
                }
                finally
                {
                    foreach (var tensor in flat)
                        tensor.Dispose();
                }
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> tensors) =>
                tensors.Select(tensor => tensor.grad).OfType<Tensor>().ToArray();
        }
    }
}
