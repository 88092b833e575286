using Slug.Data.Images;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>Pictures as tensors and back.</summary>
internal static class RgbTensors
{
    /// <summary>Pictures of one size as uint8 <c>[pictures, 3, height, width]</c>.</summary>
    /// <exception cref="InvalidDataException">They are of several sizes, or there are none.</exception>
    public static Tensor Of(IReadOnlyList<RgbImage> images)
    {
        if (images.Count == 0) throw new InvalidDataException("There are no pictures.");
        var (width, height) = (images[0].Width, images[0].Height);
        if (images.FirstOrDefault(i => i.Width != width || i.Height != height) is { } other)
            throw new InvalidDataException($"Pictures of {width}x{height} and of {other.Width}x{other.Height} are in one set; all must be of one size.");
        using var scope = NewDisposeScope();
        var bytes = new byte[(long)images.Count * 3 * width * height];
        for (var i = 0; i < images.Count; i++) images[i].Pixels.CopyTo(bytes, (long)i * 3 * width * height);
        return tensor(bytes, [images.Count, height, width, 3]).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>A picture of a batch uint8 <c>[batch, 3, height, width]</c>.</summary>
    public static RgbImage Image(Tensor pictures, int index)
    {
        using var scope = NewDisposeScope();
        var rows = pictures[index].permute(1, 2, 0).contiguous();
        return new RgbImage((int)rows.shape[1], (int)rows.shape[0], rows.data<byte>().ToArray());
    }

    /// <summary>Bytes as numbers in [0, 1].</summary>
    public static Tensor Shares(Tensor bytes) => bytes.to_type(ScalarType.Float32).div_(255);
}
