using TorchSharp.Interop;

namespace TorchSharp;

// Functions of each element, written over it.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs_() => Native.InPlace(this, "abs_", this);
        public Tensor absolute_() => Native.InPlace(this, "absolute_", this);
        public Tensor acos_() => Native.InPlace(this, "acos_", this);
        public Tensor asin_() => Native.InPlace(this, "asin_", this);
        public Tensor atan_() => Native.InPlace(this, "atan_", this);
        public Tensor bitwise_not_() => Native.InPlace(this, "bitwise_not_", this);
        public Tensor ceil_() => Native.InPlace(this, "ceil_", this);
        public Tensor cos_() => Native.InPlace(this, "cos_", this);
        public Tensor cosh_() => Native.InPlace(this, "cosh_", this);
        public Tensor digamma_() => Native.InPlace(this, "digamma_", this);
        public Tensor erf_() => Native.InPlace(this, "erf_", this);
        public Tensor erfc_() => Native.InPlace(this, "erfc_", this);
        public Tensor erfinv_() => Native.InPlace(this, "erfinv_", this);
        public Tensor exp_() => Native.InPlace(this, "exp_", this);
        public Tensor expm1_() => Native.InPlace(this, "expm1_", this);
        public Tensor fix_() => Native.InPlace(this, "fix_", this);
        public Tensor floor_() => Native.InPlace(this, "floor_", this);
        public Tensor frac_() => Native.InPlace(this, "frac_", this);
        public Tensor lgamma_() => Native.InPlace(this, "lgamma_", this);
        public Tensor log_() => Native.InPlace(this, "log_", this);
        public Tensor log10_() => Native.InPlace(this, "log10_", this);
        public Tensor log1p_() => Native.InPlace(this, "log1p_", this);
        public Tensor log2_() => Native.InPlace(this, "log2_", this);
        public Tensor logical_not_() => Native.InPlace(this, "logical_not_", this);
        public Tensor neg_() => Native.InPlace(this, "neg_", this);
        public Tensor reciprocal_() => Native.InPlace(this, "reciprocal_", this);
        public Tensor rsqrt_() => Native.InPlace(this, "rsqrt_", this);
        public Tensor sgn_() => Native.InPlace(this, "sgn_", this);
        public Tensor sigmoid_() => Native.InPlace(this, "sigmoid_", this);
        public Tensor sign_() => Native.InPlace(this, "sign_", this);
        public Tensor sin_() => Native.InPlace(this, "sin_", this);
        public Tensor sinc_() => Native.InPlace(this, "sinc_", this);
        public Tensor sinh_() => Native.InPlace(this, "sinh_", this);
        public Tensor sqrt_() => Native.InPlace(this, "sqrt_", this);
        public Tensor tan_() => Native.InPlace(this, "tan_", this);
        public Tensor tanh_() => Native.InPlace(this, "tanh_", this);
        public Tensor trunc_() => Native.InPlace(this, "trunc_", this);

        public Tensor round_(long decimals = 0) =>
            decimals == 0 ? Native.InPlace(this, "round_", this) : Native.InPlace(this, "round_.decimals", this, decimals);

        public Tensor zero_() => Native.InPlace(this, "zero_", this);

        public Tensor fill_(Scalar value) => Native.InPlace(this, "fill_.Scalar", this, value);

        /// <summary>Copies the values of a tensor that broadcasts to this one, whatever its element type and device.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Native.InPlace(this, "copy_", this, source, nonBlocking);
    }
}
