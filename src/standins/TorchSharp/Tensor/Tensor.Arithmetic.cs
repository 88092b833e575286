using TorchSharp.Interop;

namespace TorchSharp;

// Arithmetic of two tensors, or of a tensor and a number.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Native.Call("add.Tensor", this, target);
        public Tensor add(Scalar scalar) => Native.Call("add.Scalar", this, scalar);
        public Tensor add(Tensor target, Scalar alpha) => Native.Call("add.Tensor", this, target, alpha);
        public Tensor add(Scalar scalar, Scalar alpha) => Native.Call("add.Scalar", this, scalar, alpha);
        public Tensor add_(Tensor target) => Native.InPlace(this, "add_.Tensor", this, target);
        public Tensor add_(Scalar scalar) => Native.InPlace(this, "add_.Scalar", this, scalar);
        public Tensor add_(Tensor target, Scalar alpha) => Native.InPlace(this, "add_.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar, Scalar alpha) => Native.InPlace(this, "add_.Scalar", this, scalar, alpha);

        public Tensor sub(Tensor target) => Native.Call("sub.Tensor", this, target);
        public Tensor sub(Scalar target) => Native.Call("sub.Scalar", this, target);
        public Tensor sub_(Tensor target) => Native.InPlace(this, "sub_.Tensor", this, target);
        public Tensor sub_(Scalar target) => Native.InPlace(this, "sub_.Scalar", this, target);
        public Tensor subtract(Tensor target) => Native.Call("subtract.Tensor", this, target);
        public Tensor subtract(Scalar target) => Native.Call("subtract.Scalar", this, target);
        public Tensor subtract_(Tensor target) => Native.InPlace(this, "subtract_.Tensor", this, target);
        public Tensor subtract_(Scalar target) => Native.InPlace(this, "subtract_.Scalar", this, target);
        public Tensor mul(Tensor target) => Native.Call("mul.Tensor", this, target);
        public Tensor mul(Scalar target) => Native.Call("mul.Scalar", this, target);
        public Tensor mul_(Tensor target) => Native.InPlace(this, "mul_.Tensor", this, target);
        public Tensor mul_(Scalar target) => Native.InPlace(this, "mul_.Scalar", this, target);
        public Tensor multiply(Tensor target) => Native.Call("multiply.Tensor", this, target);
        public Tensor multiply(Scalar target) => Native.Call("multiply.Scalar", this, target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Native.Call("div.Tensor", this, target)
            : Native.Call("div.Tensor_mode", this, target, rounding_mode.ToString());
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Native.Call("div.Scalar", this, target)
            : Native.Call("div.Scalar_mode", this, target, rounding_mode.ToString());
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Native.InPlace(this, "div_.Tensor", this, target)
            : Native.InPlace(this, "div_.Tensor_mode", this, target, rounding_mode.ToString());
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Native.InPlace(this, "div_.Scalar", this, target)
            : Native.InPlace(this, "div_.Scalar_mode", this, target, rounding_mode.ToString());
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Native.Call("divide.Tensor", this, target)
            : Native.Call("divide.Tensor_mode", this, target, rounding_mode.ToString());
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Native.Call("divide.Scalar", this, target)
            : Native.Call("divide.Scalar_mode", this, target, rounding_mode.ToString());
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Native.InPlace(this, "divide_.Tensor", this, target)
            : Native.InPlace(this, "divide_.Tensor_mode", this, target, rounding_mode.ToString());
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Native.InPlace(this, "divide_.Scalar", this, target)
            : Native.InPlace(this, "divide_.Scalar_mode", this, target, rounding_mode.ToString());

        public Tensor true_divide(Tensor other) => Native.Call("true_divide.Tensor", this, other);
        public Tensor true_divide(Scalar other) => Native.Call("true_divide.Scalar", this, other);
        public Tensor true_divide_(Tensor other) => Native.InPlace(this, "true_divide_.Tensor", this, other);
        public Tensor true_divide_(Scalar other) => Native.InPlace(this, "true_divide_.Scalar", this, other);
        public Tensor floor_divide(Tensor other) => Native.Call("floor_divide", this, other);
        public Tensor floor_divide(Scalar other) => Native.Call("floor_divide.Scalar", this, other);
        public Tensor floor_divide_(Tensor other) => Native.InPlace(this, "floor_divide_", this, other);
        public Tensor floor_divide_(Scalar other) => Native.InPlace(this, "floor_divide_.Scalar", this, other);
        public Tensor remainder(Tensor target) => Native.Call("remainder.Tensor", this, target);
        public Tensor remainder(Scalar scalar) => Native.Call("remainder.Scalar", this, scalar);
        public Tensor remainder_(Tensor target) => Native.InPlace(this, "remainder_.Tensor", this, target);
        public Tensor remainder_(Scalar scalar) => Native.InPlace(this, "remainder_.Scalar", this, scalar);
        public Tensor fmod(Tensor target) => Native.Call("fmod.Tensor", this, target);
        public Tensor fmod(Scalar scalar) => Native.Call("fmod.Scalar", this, scalar);
        public Tensor fmod_(Tensor target) => Native.InPlace(this, "fmod_.Tensor", this, target);
        public Tensor fmod_(Scalar scalar) => Native.InPlace(this, "fmod_.Scalar", this, scalar);

        public Tensor pow(Tensor exponent) => Native.Call("pow.Tensor_Tensor", this, exponent);
        public Tensor pow(Scalar exponent) => Native.Call("pow.Tensor_Scalar", this, exponent);
        public Tensor pow_(Tensor exponent) => Native.InPlace(this, "pow_.Tensor", this, exponent);
        public Tensor pow_(Scalar exponent) => Native.InPlace(this, "pow_.Scalar", this, exponent);
        public Tensor float_power(Tensor target) => Native.Call("float_power.Tensor_Tensor", this, target);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Native.Call("addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Native.InPlace(this, "addcmul_", this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Native.Call("addcdiv", this, tensor1, tensor2);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Native.Call("addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Native.InPlace(this, "addcdiv_", this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Native.InPlace(this, "addcdiv_", this, tensor1, tensor2, value);

        /// <summary>From this to the end, as far as the weight says.</summary>
        public Tensor lerp(Tensor end, Tensor weight) => Native.Call("lerp.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Native.InPlace(this, "lerp_.Tensor", this, end, weight);

        public Tensor copysign(Tensor other) => Native.Call("copysign.Tensor", this, other);
        public Tensor hypot(Tensor other) => Native.Call("hypot", this, other);
        public Tensor logaddexp(Tensor other) => Native.Call("logaddexp", this, other);
        public Tensor logaddexp2(Tensor other) => Native.Call("logaddexp2", this, other);
        public Tensor fmax(Tensor other) => Native.Call("fmax", this, other);
        public Tensor fmin(Tensor other) => Native.Call("fmin", this, other);
        public Tensor maximum(Tensor other) => Native.Call("maximum", this, other);
        public Tensor minimum(Tensor other) => Native.Call("minimum", this, other);
        public Tensor nextafter(Tensor other) => Native.Call("nextafter", this, other);
        public Tensor atan2(Tensor other) => Native.Call("atan2", this, other);
        public Tensor atan2_(Tensor other) => Native.InPlace(this, "atan2_", this, other);
        public Tensor xlogy(Tensor y) => Native.Call("xlogy.Tensor", this, y);
        public Tensor xlogy(Scalar y) => Native.Call("xlogy.Scalar_Other", this, y);
    }
}
