using TorchSharp.Interop;

namespace TorchSharp;

// Functions of each element.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Native.Call("abs", this);
        public Tensor absolute() => Native.Call("absolute", this);
        public Tensor acos() => Native.Call("acos", this);
        public Tensor acosh() => Native.Call("acosh", this);
        public Tensor angle() => Native.Call("angle", this);
        public Tensor asin() => Native.Call("asin", this);
        public Tensor asinh() => Native.Call("asinh", this);
        public Tensor atan() => Native.Call("atan", this);
        public Tensor atanh() => Native.Call("atanh", this);
        public Tensor bitwise_not() => Native.Call("bitwise_not", this);
        public Tensor ceil() => Native.Call("ceil", this);
        public Tensor cos() => Native.Call("cos", this);
        public Tensor cosh() => Native.Call("cosh", this);
        public Tensor deg2rad() => Native.Call("deg2rad", this);
        public Tensor digamma() => Native.Call("digamma", this);
        public Tensor erf() => Native.Call("erf", this);
        public Tensor erfc() => Native.Call("erfc", this);
        public Tensor erfinv() => Native.Call("erfinv", this);
        public Tensor exp() => Native.Call("exp", this);
        public Tensor exp2() => Native.Call("exp2", this);
        public Tensor expm1() => Native.Call("expm1", this);
        public Tensor fix() => Native.Call("fix", this);
        public Tensor floor() => Native.Call("floor", this);
        public Tensor frac() => Native.Call("frac", this);
        public Tensor lgamma() => Native.Call("lgamma", this);
        public Tensor log() => Native.Call("log", this);
        public Tensor log10() => Native.Call("log10", this);
        public Tensor log1p() => Native.Call("log1p", this);
        public Tensor log2() => Native.Call("log2", this);
        public Tensor logical_not() => Native.Call("logical_not", this);
        public Tensor neg() => Native.Call("neg", this);
        public Tensor negative() => Native.Call("negative", this);
        public Tensor positive() => Native.Call("positive", this);
        public Tensor rad2deg() => Native.Call("rad2deg", this);
        public Tensor reciprocal() => Native.Call("reciprocal", this);
        public Tensor rsqrt() => Native.Call("rsqrt", this);
        public Tensor sgn() => Native.Call("sgn", this);
        public Tensor sigmoid() => Native.Call("sigmoid", this);
        public Tensor sign() => Native.Call("sign", this);
        public Tensor signbit() => Native.Call("signbit", this);
        public Tensor sin() => Native.Call("sin", this);
        public Tensor sinc() => Native.Call("sinc", this);
        public Tensor sinh() => Native.Call("sinh", this);
        public Tensor sqrt() => Native.Call("sqrt", this);
        public Tensor square() => Native.Call("square", this);
        public Tensor tan() => Native.Call("tan", this);
        public Tensor tanh() => Native.Call("tanh", this);
        public Tensor trunc() => Native.Call("trunc", this);

        public Tensor round(long decimals = 0) =>
            decimals == 0 ? Native.Call("round", this) : Native.Call("round.decimals", this, decimals);

        public Tensor logit(double? eps = null) => Native.Call("logit", this, eps);

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) =>
            Native.Call("nan_to_num", this, nan, posinf, neginf);

        public Tensor isfinite() => Native.Call("isfinite", this);
        public Tensor isinf() => Native.Call("isinf", this);
        public Tensor isnan() => Native.Call("isnan", this);
        public Tensor isneginf() => Native.Call("isneginf", this);
        public Tensor isposinf() => Native.Call("isposinf", this);
    }
}
