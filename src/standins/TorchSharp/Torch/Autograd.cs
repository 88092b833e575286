using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients of tensors with respect to others.</summary>
    public static partial class autograd
    {
        /// <summary>
        /// The gradients of the outputs' sum, weighted by grad_outputs where they are no scalars, with respect to the inputs, in their
        /// order. With allow_unused an input may be missing from the graph; its gradient is null then.
        /// </summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] outs = Handles(outputs), ins = Handles(inputs), weights = Handles(grad_outputs);
            var results = new nint[ins.Length];
            fixed (nint* o = outs, i = ins, w = weights, r = results)
            {
                int code = Native.GradOf(o, outs.Length, i, ins.Length, w, weights.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0,
                    allow_unused ? 1 : 0, r);
                KeepAlive(outputs, inputs, grad_outputs);
                Native.Check(code);
            }

            return Native.WrapAll(results)!;
        }

        /// <summary>Adds the gradients of the tensors' sum to the leaves of their graph, or to the given inputs only.</summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint[] roots = Handles(tensors), weights = Handles(grad_tensors), ins = Handles(inputs);
            fixed (nint* t = roots, w = weights, i = ins)
            {
                int code = Native.Backward(t, roots.Length, w, weights.Length, (retain_graph ?? create_graph) ? 1 : 0,
                    create_graph ? 1 : 0, i, ins.Length);
                KeepAlive(tensors, grad_tensors, inputs);
                Native.Check(code);
            }
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        /// <summary>Until disposed, backward tells which forward operation a failing or NaN gradient belongs to.</summary>
        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        private static nint[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null)
                return [];
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++)
                handles[i] = tensors[i] is { } tensor ? tensor.Handle : 0;
            return handles;
        }

        private static void KeepAlive(IList<Tensor>? first, IList<Tensor>? second, IList<Tensor>? third)
        {
            GC.KeepAlive(first);
            GC.KeepAlive(second);
            GC.KeepAlive(third);
        }
    }
}
