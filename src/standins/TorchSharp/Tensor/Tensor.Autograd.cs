using TorchSharp.Interop;

namespace TorchSharp;

// The tensor's part in the gradient graph.
public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Alive(Native.RequiresGrad(Handle)) != 0;
            set => Native.Check(Alive(Native.SetRequiresGrad(Handle, value ? 1 : 0)));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf => Alive(Native.IsLeaf(Handle)) != 0;

        /// <summary>Keeps this tensor's gradient although it is not a leaf.</summary>
        public void retain_grad() => Native.Check(Alive(Native.RetainGrad(Handle)));

        /// <summary>The gradient that backward left here, null if none; every reading is a new reference to it.</summary>
        public Tensor? grad
        {
            get => Alive(Native.Grad(Handle)) is var found and not 0 ? new Tensor(found) : null;
            set
            {
                Native.Check(Alive(Native.SetGrad(Handle, value?.Handle ?? 0)));
                GC.KeepAlive(value);
            }
        }

        /// <summary>Adds the gradients of this scalar to the leaves that it was computed from.</summary>
        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>The same data outside of the gradient graph.</summary>
        public Tensor detach() => Native.Call("detach", this);

        public Tensor detach_() => Native.InPlace(this, "detach_", this);
    }
}
