using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>The mean and standard deviation per channel that CLIP's images are normalised with.</summary>
public static class ClipNormalization
{
    /// <summary>Mean of red, green and blue, in 0..1.</summary>
    public static IReadOnlyList<float> Mean { get; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>Standard deviation of red, green and blue, in 0..1.</summary>
    public static IReadOnlyList<float> Std { get; } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>Normalises images in 0..1, <c>[batch, 3, height, width]</c>.</summary>
    public static Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        return images.sub(Channels(Mean, images)).div(Channels(Std, images)).MoveToOuterDisposeScope();
    }

    /// <summary>Takes the normalisation back: the images as bytes, uint8 of the same shape.</summary>
    public static Tensor ToBytes(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        return images.mul(Channels(Std, images)).add(Channels(Mean, images)).mul(255).round().clamp(0, 255).to_type(ScalarType.Byte).MoveToOuterDisposeScope();
    }

    private static Tensor Channels(IReadOnlyList<float> values, Tensor like) =>
        tensor(values.ToArray(), [1, 3, 1, 1], device: like.device);
}
