using System.ComponentModel.DataAnnotations;
using Slug.Models.Classifiers;
using Slug.Pipeline.Keys;
using static TorchSharp.torch;

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

    /// <summary>In what numbers the network looks at pictures: <c>fp32</c>, the default, or <c>bf16</c> for half the memory.</summary>
    [OmittedWhenNull]
    public PictureNumbers? Numbers { get; init; }

    /// <summary>Pictures that go through the network at a time; in no key.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 32;

    /// <summary>What of the network's look is in a key; null where it is the plain one.</summary>
    internal InceptionLook? Look => TransformInput == true || Numbers == PictureNumbers.Bf16 ? new InceptionLook(TransformInput == true, Numbers ?? PictureNumbers.Fp32) : null;

    /// <summary>Loads the network.</summary>
    internal InceptionV3 Load(string path, Device device) =>
        InceptionV3.Load(path, device, Numbers == PictureNumbers.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32, TransformInput == true);
}

/// <summary>How Inception looks at pictures.</summary>
/// <param name="TransformInput">See <see cref="FidOptions.TransformInput"/>.</param>
/// <param name="Numbers">In what numbers.</param>
internal sealed record InceptionLook(bool TransformInput, PictureNumbers Numbers);
