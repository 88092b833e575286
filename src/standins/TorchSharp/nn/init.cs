namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills tensors with initial values, in place and outside autograd. All return their argument.</summary>
        public static class init
        {
            /// <summary>What follows a layer, which decides its gain.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing.</summary>
                Linear = 0,

                /// <summary>Nothing, after a one-dimensional convolution.</summary>
                Conv1D = 1,

                /// <summary>Nothing, after a two-dimensional convolution.</summary>
                Conv2D = 2,

                /// <summary>Nothing, after a three-dimensional convolution.</summary>
                Conv3D = 3,

                /// <summary>Nothing, after a one-dimensional transposed convolution.</summary>
                ConvTranspose1D = 4,

                /// <summary>Nothing, after a two-dimensional transposed convolution.</summary>
                ConvTranspose2D = 5,

                /// <summary>Nothing, after a three-dimensional transposed convolution.</summary>
                ConvTranspose3D = 6,

                /// <summary>A sigmoid.</summary>
                Sigmoid = 7,

                /// <summary>A hyperbolic tangent.</summary>
                Tanh = 8,

                /// <summary>A rectifier.</summary>
                ReLU = 9,

                /// <summary>A leaky rectifier.</summary>
                LeakyReLU = 10,
            }

            /// <summary>Which count of connections sets the scale.</summary>
            public enum FanInOut
            {
                /// <summary>Those into a unit: keeps the scale of activations.</summary>
                FanIn = 0,

                /// <summary>Those out of a unit: keeps the scale of gradients.</summary>
                FanOut = 1,
            }

            /// <summary>The recommended gain for a nonlinearity.</summary>
            /// <param name="nonlinearity">What follows the layer.</param>
            /// <param name="param">The negative slope of a leaky rectifier.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            /// <summary>Fills with ones.</summary>
            /// <param name="tensor">The tensor.</param>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>Fills with zeros.</summary>
            /// <param name="tensor">The tensor.</param>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            /// <summary>Fills with a value.</summary>
            /// <param name="tensor">The tensor.</param>
            /// <param name="val">The value.</param>
            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var noGrad = no_grad();
                tensor.fill_(val);
                return tensor;
            }

            /// <summary>Fills from the uniform distribution.</summary>
            /// <param name="tensor">The tensor.</param>
            /// <param name="low">The lower bound.</param>
            /// <param name="high">The upper bound.</param>
            /// <param name="generator">Not looked at, as in TorchSharp 0.106: the default generator is used.</param>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var noGrad = no_grad();
                tensor.uniform_(low, high);
                return tensor;
            }

            /// <summary>Fills from the normal distribution.</summary>
            /// <param name="tensor">The tensor.</param>
            /// <param name="mean">The mean.</param>
            /// <param name="std">The standard deviation.</param>
            /// <param name="generator">Not looked at, as in TorchSharp 0.106: the default generator is used.</param>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var noGrad = no_grad();
                tensor.normal_(mean, std);
                return tensor;
            }

            /// <summary>
            /// Fills from the normal distribution, cut off at two bounds. TorchSharp 0.106 mixes up mean and standard deviation here
            /// (with mean 0 it fills with the constant <paramref name="std"/>): code that must run on both uses <see cref="normal_"/>.
            /// </summary>
            /// <param name="tensor">The tensor.</param>
            /// <param name="mean">The mean before cutting off.</param>
            /// <param name="std">The standard deviation before cutting off.</param>
            /// <param name="a">The lower bound.</param>
            /// <param name="b">The upper bound.</param>
            /// <param name="generator">Not looked at: the default generator is used.</param>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0, Generator? generator = null)
            {
                using var noGrad = no_grad();
                // Inverse transform: a uniform number between the distribution function's values at the bounds.
                var low = erf_of((a - mean) / std);
                var high = erf_of((b - mean) / std);
                tensor.uniform_(low, high);
                tensor.erfinv_();
                tensor.mul_(std * Math.Sqrt(2));
                tensor.add_(mean);
                tensor.clamp_(a, b);
                return tensor;

                static double erf_of(double z)
                {
                    using var value = torch.tensor(z / Math.Sqrt(2), ScalarType.Float64);
                    using var result = value.erf();
                    return result.item<double>();
                }
            }

            /// <summary>Fills uniformly so that a layer keeps the scale of what passes (He et al. 2015).</summary>
            /// <param name="tensor">The tensor, <c>[out, in, ...]</c>.</param>
            /// <param name="a">The negative slope of the leaky rectifier that follows.</param>
            /// <param name="mode">Which count of connections sets the scale.</param>
            /// <param name="nonlinearity">What follows the layer.</param>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingStd(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Fills normally so that a layer keeps the scale of what passes (He et al. 2015).</summary>
            /// <param name="tensor">The tensor, <c>[out, in, ...]</c>.</param>
            /// <param name="a">The negative slope of the leaky rectifier that follows.</param>
            /// <param name="mode">Which count of connections sets the scale.</param>
            /// <param name="nonlinearity">What follows the layer.</param>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity));

            /// <summary>Fills uniformly so that a layer keeps the scale forward and backward on average (Glorot and Bengio 2010).</summary>
            /// <param name="tensor">The tensor, <c>[out, in, ...]</c>.</param>
            /// <param name="gain">A factor on the scale.</param>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>How many connections lead into and out of a unit.</summary>
            /// <param name="tensor">A weight, <c>[out, in, ...]</c>.</param>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException($"Fan in and fan out need at least two dimensions, the tensor has shape [{string.Join(", ", shape)}].", nameof(tensor));
                var points = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * points, shape[0] * points);
            }

            private static double KaimingStd(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }
        }
    }
}
