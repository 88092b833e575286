namespace TorchSharp;

public static partial class torch
{
    /// <summary>How images are resized.</summary>
    public enum InterpolationMode
    {
        /// <summary>The nearest pixel.</summary>
        Nearest = 0,

        /// <summary>Linear, in one dimension.</summary>
        Linear = 1,

        /// <summary>Linear, in two dimensions.</summary>
        Bilinear = 2,

        /// <summary>Cubic, in two dimensions.</summary>
        Bicubic = 3,

        /// <summary>Linear, in three dimensions.</summary>
        Trilinear = 4,

        /// <summary>The mean of the pixels that fall in a new one.</summary>
        Area = 5,

        /// <summary>The nearest pixel, without the rounding of <see cref="Nearest"/>.</summary>
        NearestExact = 6,
    }

    /// <summary>How an image is sampled between pixels.</summary>
    public enum GridSampleMode
    {
        /// <summary>The nearest pixel.</summary>
        Nearest = 0,

        /// <summary>Linear between the four pixels around.</summary>
        Bilinear = 2,
    }

    /// <summary>What lies outside a sampled image.</summary>
    public enum GridSamplePaddingMode
    {
        /// <summary>Zeros.</summary>
        Zeros = 0,

        /// <summary>The mirror image.</summary>
        Reflection = 1,

        /// <summary>The edge, repeated.</summary>
        Border = 2,
    }
}
