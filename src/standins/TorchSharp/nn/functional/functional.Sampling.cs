using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The places that an affine map of the output's points to the input names, for <see cref="grid_sample"/>.</summary>
            /// <param name="theta">Shape <c>[batch, 2, 3]</c>: maps (x, y, 1) in [-1, 1] to the input's coordinates.</param>
            /// <param name="size">The output's shape, <c>[batch, channels, height, width]</c>.</param>
            /// <param name="align_corners">Whether -1 and 1 are the corner pixels' centres, or their outer edges.</param>
            /// <returns>Shape <c>[batch, height, width, 2]</c>.</returns>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                Native.Call("affine_grid_generator", theta, size ?? throw new ArgumentNullException(nameof(size)), align_corners);

            /// <summary>Samples an image at given places.</summary>
            /// <param name="input">Shape <c>[batch, channels, height, width]</c>.</param>
            /// <param name="grid">Shape <c>[batch, height', width', 2]</c>: x and y in [-1, 1].</param>
            /// <param name="mode">How pixels are mixed.</param>
            /// <param name="padding_mode">What lies outside.</param>
            /// <param name="align_corners">Whether -1 and 1 are the corner pixels' centres, or (the default) their outer edges.</param>
            /// <returns>Shape <c>[batch, channels, height', width']</c>.</returns>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                // libtorch's own numbers differ from the enums'.
                var interpolation = mode == GridSampleMode.Nearest ? 1 : 0;
                var outside = padding_mode switch { GridSamplePaddingMode.Border => 1, GridSamplePaddingMode.Reflection => 2, _ => 0 };
                return Native.Call("grid_sampler", input, grid, interpolation, outside, align_corners ?? false);
            }

            /// <summary>Resizes images.</summary>
            /// <param name="x">Shape <c>[batch, channels, height, width]</c>.</param>
            /// <param name="size">The new height and width; or give factors.</param>
            /// <param name="scale_factor">Factors for height and width.</param>
            /// <param name="mode">Nearest, Bilinear, Bicubic or Area in this stand-in.</param>
            /// <param name="align_corners">Whether the corner pixels' centres stay at the corners.</param>
            /// <param name="recompute_scale_factor">False in this stand-in.</param>
            /// <param name="antialias">Whether shrinking averages over all pixels that fall in a new one.</param>
            /// <exception cref="NotSupportedException">A mode or shape that the stand-in leaves out.</exception>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                if (recompute_scale_factor || x.ndim != 4 || (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic)))
                    throw new NotSupportedException($"nn.functional.interpolate with mode {mode}, {x.ndim} dimensions, antialias {antialias}, recompute_scale_factor {recompute_scale_factor} is not part of this stand-in for TorchSharp.");
                if ((size is null) == (scale_factor is null))
                    throw new ArgumentException("interpolate needs either size or scale_factor.", nameof(size));
                var corners = align_corners ?? false;
                return (mode, antialias) switch
                {
                    (InterpolationMode.Nearest, _) => Native.Call("upsample_nearest2d.vec", x, size, scale_factor),
                    (InterpolationMode.Bilinear, false) => Native.Call("upsample_bilinear2d.vec", x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, false) => Native.Call("upsample_bicubic2d.vec", x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, true) => Native.Call("_upsample_bilinear2d_aa.vec", x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, true) => Native.Call("_upsample_bicubic2d_aa.vec", x, size, corners, scale_factor),
                    (InterpolationMode.Area, _) when size is not null => adaptive_avg_pool2d(x, size),
                    _ => throw new NotSupportedException($"nn.functional.interpolate with mode {mode} is not part of this stand-in for TorchSharp."),
                };
            }
        }
    }
}
