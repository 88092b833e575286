using TorchSharp.Interop;

namespace TorchSharp;

// Products.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Native.Call("matmul", this, target);

        public Tensor mm(Tensor target) => Native.Call("mm", this, target);

        public Tensor bmm(Tensor batch2) => Native.Call("bmm", this, batch2);

        public Tensor mv(Tensor target) => Native.Call("mv", this, target);

        public Tensor dot(Tensor target) => Native.Call("dot", this, target);

        public Tensor outer(Tensor vec2) => Native.Call("outer", this, vec2);

        public Tensor ger(Tensor vec2) => outer(vec2);

        public Tensor inner(Tensor vec2) => Native.Call("inner", this, vec2);

        public Tensor kron(Tensor other) => Native.Call("kron", this, other);

        /// <summary>beta * this + alpha * mat1 mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Native.Call("addmm", this, mat1, mat2, beta, alpha);

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Native.InPlace(this, "addmm_", this, mat1, mat2, beta, alpha);

        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Native.Call("addmv", this, mat, vec, beta, alpha);

        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => Native.Call("addr", this, vec1, vec2, beta, alpha);

        public Tensor trace() => Native.Call("trace", this);

        public Tensor det() => Native.Call("linalg_det", this);

        public Tensor inverse() => Native.Call("inverse", this);
    }
}
