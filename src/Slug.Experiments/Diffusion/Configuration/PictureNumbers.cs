using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>In what numbers pictures are generated, and looked at.</summary>
public enum PictureNumbers
{
    /// <summary>Single precision.</summary>
    Fp32,

    /// <summary>bfloat16: half the memory.</summary>
    Bf16,

    /// <summary>Half precision, on a GPU alone.</summary>
    Fp16,
}

/// <summary>libtorch's types of these numbers.</summary>
internal static class PictureNumberTypes
{
    /// <summary>The type that a network's weights are converted to.</summary>
    public static ScalarType ToScalarType(this PictureNumbers numbers) => numbers switch
    {
        PictureNumbers.Bf16 => ScalarType.BFloat16,
        PictureNumbers.Fp16 => ScalarType.Float16,
        _ => ScalarType.Float32,
    };
}
