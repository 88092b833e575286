using System.ComponentModel.DataAnnotations;

namespace Slug.Models.Diffusion.Training;

/// <summary>A small text-to-image model: its sizes, and how it is trained.</summary>
public sealed record TextToImageOptions
{
    /// <summary>Height and width of its pictures, in pixels: a multiple of 4 with two autoencoder levels, of 8 with three, of 16 with four.</summary>
    [Range(8, 256)]
    public int Size { get; init; } = 24;

    /// <summary>Channels of the autoencoder's levels; between two it halves height and width. The network's work falls to a quarter with each.</summary>
    [MinLength(2), MaxLength(4)]
    public IReadOnlyList<int> AutoencoderChannels { get; init; } = [16, 32];

    /// <summary>Channels of the latents.</summary>
    [Range(1, 64)]
    public int LatentChannels { get; init; } = 8;

    /// <summary>Channels of the network's two levels, the first of them an even number.</summary>
    [MinLength(2), MaxLength(2)]
    public IReadOnlyList<int> Channels { get; init; } = [64, 96];

    /// <summary>Attention heads of each level; they divide the network's channels.</summary>
    [Range(1, 16)]
    public int Heads { get; init; } = 4;

    /// <summary>Groups of the group norms; they divide all channels.</summary>
    [Range(1, 64)]
    public int NormGroups { get; init; } = 8;

    /// <summary>Batches that the autoencoder is trained on.</summary>
    [Range(1, 10_000_000)]
    public int AutoencoderSteps { get; init; } = 1500;

    /// <summary>Pictures a batch of the autoencoder's; few, for more and smaller batches teach it more in the same time.</summary>
    [Range(1, 4096)]
    public int AutoencoderBatchSize { get; init; } = 8;

    /// <summary>Pictures that the network is trained on, in all.</summary>
    [Range(1, int.MaxValue)]
    public int Pictures { get; init; } = 76_000;

    /// <summary>Pictures a batch of the network's.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 32;

    /// <summary>The learning rate at the end of the warm-up, of the network, and of the autoencoder where it has none of its own.</summary>
    [Range(1e-9, 1.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The autoencoder's learning rate at the end of its warm-up; left out it is <c>learningRate</c>.</summary>
    [Range(1e-9, 1.0)]
    public double? AutoencoderLearningRate { get; init; }

    /// <summary>How much of the running mean of the network's weights, which is what is kept, stays at every step.</summary>
    [Range(0.0, 1.0)]
    public double AverageDecay { get; init; } = 0.995;

    /// <summary>The share of pictures that are shown without their caption, for guidance.</summary>
    [Range(0.0, 1.0)]
    public double DropCaption { get; init; } = 0.1;

    /// <summary>Pictures are shifted by at most so many pixels along each axis.</summary>
    [Range(0, 64)]
    public int Shift { get; init; } = 2;

    /// <summary>
    /// Noise on the captions' token vectors, as a share of their root mean square, drawn uniformly from 0 to this for every picture. A network trained with it
    /// takes the vectors of a changed text encoder for what they are near to; without it all pictures fall apart.
    /// </summary>
    [Range(0.0, 10.0)]
    public double TokenNoise { get; init; } = 0.7;
}
