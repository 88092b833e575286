using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>The Fréchet distance of generated pictures from the data set's own, in the features of torchvision's Inception-v3, as UnlearnCanvas measures it.</summary>
public sealed record FidOptions
{
    /// <summary>The download of the network: <c>inception_v3_google-0cc3c7bd.pth</c>.</summary>
    public required string Inception { get; init; }

    /// <summary>Real pictures of each style and object, those with the lowest numbers.</summary>
    [Range(1, 100_000)]
    public int RealPictures { get; init; } = 5;

    /// <summary>
    /// Whether colours are changed as torchvision's <c>transform_input</c> does, which it sets with its own weights and which the official script therefore has; without it the
    /// network takes pictures in [-1, 1] as they are.
    /// </summary>
    [OmittedWhenNull]
    public bool? TransformInput { get; init; }

    /// <summary>In what numbers the network looks at pictures: <c>fp32</c>, the default, or <c>bf16</c> for half the memory; <c>fp16</c> is refused.</summary>
    [OmittedWhenNull]
    public PictureNumbers? Numbers { get; init; }

    /// <summary>Pictures that go through the network at a time; in no key.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 32;

    /// <summary>What of the network is in a key; null where it is the plain one, in single precision.</summary>
    internal FidNetwork? Network => (TransformInput == true, Numbers == PictureNumbers.Bf16) switch
    {
        (false, false) => null,
        var (transforms, isBf16) => new FidNetwork(transforms ? true : null, isBf16 ? PictureNumbers.Bf16 : null),
    };
}

/// <summary>What of <c>fid</c> decides the features of pictures, besides the network's own content.</summary>
/// <param name="TransformInput">See <see cref="FidOptions.TransformInput"/>; null is false.</param>
/// <param name="Numbers">See <see cref="FidOptions.Numbers"/>; null is single precision.</param>
internal sealed record FidNetwork([property: OmittedWhenNull] bool? TransformInput, [property: OmittedWhenNull] PictureNumbers? Numbers);
