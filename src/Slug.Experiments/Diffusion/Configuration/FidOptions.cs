using System.ComponentModel.DataAnnotations;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>The Fréchet distance of generated pictures from the data set's own, in the features of torchvision's Inception-v3, as UnlearnCanvas measures it.</summary>
public sealed record FidOptions
{
    /// <summary>The download of the network: <c>inception_v3_google-0cc3c7bd.pth</c>.</summary>
    public required string Inception { get; init; }

    /// <summary>Real pictures of each style and object, those with the lowest numbers.</summary>
    [Range(1, 100_000)]
    public int RealPictures { get; init; } = 5;

    /// <summary>Pictures that go through the network at a time; in no key.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 32;
}
