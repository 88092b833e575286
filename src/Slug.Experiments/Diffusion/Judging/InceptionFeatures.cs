using Slug.Data.Images;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Models.Classifiers;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Judging;

/// <summary>
/// The pooled features of Inception-v3 as UnlearnCanvas takes them: a picture is brought to 512 pixels, then to 299, each by bilinear interpolation without a filter
/// before it (OpenCV's), and its numbers to [-1, 1].
/// </summary>
internal static class InceptionFeatures
{
    private const int First = 512, Input = 299;

    /// <summary>Features, <c>[pictures, 2048]</c>, on the CPU.</summary>
    /// <param name="network">The network.</param>
    /// <param name="pictures">uint8 <c>[pictures, 3, height, width]</c>.</param>
    /// <param name="device">The network's device.</param>
    /// <param name="batch">Pictures at a time.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static Tensor Of(InceptionV3 network, Tensor pictures, Device device, int batch, CancellationToken cancellation)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        foreach (var (start, count) in PictureJudge.Batches(pictures.shape[0], batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            parts.Add(network.Features(Prepare(pictures.narrow(0, start, count).to(device))).cpu().MoveToOuterDisposeScope());
        }

        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    /// <summary>Pictures as the network takes them, <c>[pictures, 3, 299, 299]</c>.</summary>
    internal static Tensor Prepare(Tensor bytes)
    {
        using var scope = NewDisposeScope();
        // Pictures are bytes again after the first step.
        var whole = bytes.shape[2] == First && bytes.shape[3] == First ? bytes.to_type(ScalarType.Float32) : Resize(bytes.to_type(ScalarType.Float32), First).round().clamp(0, 255);
        return Resize(whole.div(255), Input).mul(2).sub(1).MoveToOuterDisposeScope();
    }

    /// <summary>Pictures of any sizes as one tensor of the first size, uint8 <c>[pictures, 3, 512, 512]</c>.</summary>
    public static Tensor Together(IReadOnlyList<RgbImage> pictures)
    {
        using var scope = NewDisposeScope();
        return cat([.. pictures.Select(p => RgbTensors.Of([p])).Select(p => p.shape[2] == First && p.shape[3] == First
            ? p
            : Resize(p.to_type(ScalarType.Float32), First).round().clamp(0, 255).to_type(ScalarType.Byte))], 0).MoveToOuterDisposeScope();
    }

    private static Tensor Resize(Tensor pictures, int size) => nn.functional.interpolate(pictures, [size, size], mode: InterpolationMode.Bilinear, align_corners: false);
}
