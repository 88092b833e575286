using TorchSharp.Interop;

namespace TorchSharp;

// Comparisons and logic.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Native.Call("eq.Tensor", this, target);
        public Tensor eq(Scalar target) => Native.Call("eq.Scalar", this, target);
        public Tensor eq_(Tensor target) => Native.InPlace(this, "eq_.Tensor", this, target);
        public Tensor eq_(Scalar target) => Native.InPlace(this, "eq_.Scalar", this, target);
        public Tensor ne(Tensor target) => Native.Call("ne.Tensor", this, target);
        public Tensor ne(Scalar target) => Native.Call("ne.Scalar", this, target);
        public Tensor ne_(Tensor target) => Native.InPlace(this, "ne_.Tensor", this, target);
        public Tensor ne_(Scalar target) => Native.InPlace(this, "ne_.Scalar", this, target);
        public Tensor lt(Tensor target) => Native.Call("lt.Tensor", this, target);
        public Tensor lt(Scalar target) => Native.Call("lt.Scalar", this, target);
        public Tensor lt_(Tensor target) => Native.InPlace(this, "lt_.Tensor", this, target);
        public Tensor lt_(Scalar target) => Native.InPlace(this, "lt_.Scalar", this, target);
        public Tensor le(Tensor target) => Native.Call("le.Tensor", this, target);
        public Tensor le(Scalar target) => Native.Call("le.Scalar", this, target);
        public Tensor le_(Tensor target) => Native.InPlace(this, "le_.Tensor", this, target);
        public Tensor le_(Scalar target) => Native.InPlace(this, "le_.Scalar", this, target);
        public Tensor gt(Tensor target) => Native.Call("gt.Tensor", this, target);
        public Tensor gt(Scalar target) => Native.Call("gt.Scalar", this, target);
        public Tensor gt_(Tensor target) => Native.InPlace(this, "gt_.Tensor", this, target);
        public Tensor gt_(Scalar target) => Native.InPlace(this, "gt_.Scalar", this, target);
        public Tensor ge(Tensor target) => Native.Call("ge.Tensor", this, target);
        public Tensor ge(Scalar target) => Native.Call("ge.Scalar", this, target);
        public Tensor ge_(Tensor target) => Native.InPlace(this, "ge_.Tensor", this, target);
        public Tensor ge_(Scalar target) => Native.InPlace(this, "ge_.Scalar", this, target);

        public Tensor less(Tensor target) => lt(target);
        public Tensor less_equal(Tensor target) => le(target);
        public Tensor greater(Tensor target) => gt(target);
        public Tensor greater_equal(Tensor target) => ge(target);
        public Tensor not_equal(Tensor target) => ne(target);
        public Tensor equal(Tensor target) => eq(target);

        public Tensor logical_and(Tensor other) => Native.Call("logical_and", this, other);
        public Tensor logical_and_(Tensor other) => Native.InPlace(this, "logical_and_", this, other);
        public Tensor logical_or(Tensor other) => Native.Call("logical_or", this, other);
        public Tensor logical_or_(Tensor other) => Native.InPlace(this, "logical_or_", this, other);
        public Tensor logical_xor(Tensor other) => Native.Call("logical_xor", this, other);
        public Tensor logical_xor_(Tensor other) => Native.InPlace(this, "logical_xor_", this, other);
        public Tensor bitwise_and(Tensor other) => Native.Call("bitwise_and.Tensor", this, other);
        public Tensor bitwise_and_(Tensor other) => Native.InPlace(this, "bitwise_and_.Tensor", this, other);
        public Tensor bitwise_or(Tensor other) => Native.Call("bitwise_or.Tensor", this, other);
        public Tensor bitwise_or_(Tensor other) => Native.InPlace(this, "bitwise_or_.Tensor", this, other);
        public Tensor bitwise_xor(Tensor other) => Native.Call("bitwise_xor.Tensor", this, other);
        public Tensor bitwise_xor_(Tensor other) => Native.InPlace(this, "bitwise_xor_.Tensor", this, other);

        /// <summary>Whether all elements are equal up to atol + rtol * |target|.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Native.CallBool("allclose", this, target, rtol, atol, equal_nan);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Native.Call("isclose", this, other, rtol, atol, nanEqual);

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Native.Call("isin.Tensor_Tensor", this, test_elements, assumeUnique, invert);
    }
}
