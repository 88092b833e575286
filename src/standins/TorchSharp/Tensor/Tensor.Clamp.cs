using TorchSharp.Interop;

namespace TorchSharp;

// Limits.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Native.Call("clamp", this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Native.Call("clamp.Tensor", this, min, max);
        public Tensor clamp_max(Scalar max) => Native.Call("clamp_max", this, max);
        public Tensor clamp_min(Scalar min) => Native.Call("clamp_min", this, min);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Native.InPlace(this, "clamp_", this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Native.InPlace(this, "clamp_.Tensor", this, min, max);
        public Tensor clamp_max_(Scalar max) => Native.InPlace(this, "clamp_max_", this, max);
        public Tensor clamp_min_(Scalar min) => Native.InPlace(this, "clamp_min_", this, min);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => Native.Call("clamp", this, min, max);
    }
}
