using Slug.Basics;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Training;

/// <summary>Batches of pictures, each shifted by a few whole pixels; what comes into view is white.</summary>
internal static class PictureShifts
{
    /// <summary>All shifts, in pixels from the upper left of a picture with a margin.</summary>
    /// <param name="most">The largest shift along each axis.</param>
    public static IEnumerable<(int Down, int Right)> All(int most) =>
        Enumerable.Range(0, (2 * most) + 1).SelectMany(down => Enumerable.Range(0, (2 * most) + 1).Select(right => (down, right)));

    /// <summary>A batch in [-1, 1], float32 <c>[batch, 3, height, width]</c>, under shifts that are drawn.</summary>
    /// <param name="pictures">uint8 <c>[pictures, 3, height, width]</c>.</param>
    /// <param name="which">The pictures of the batch.</param>
    /// <param name="most">The largest shift along each axis.</param>
    /// <param name="random">Decides the shifts.</param>
    public static Tensor Batch(Tensor pictures, IReadOnlyList<int> which, int most, SeededRandom random) =>
        Batch(pictures, [.. which.Select(picture => (picture, random.NextInt((2 * most) + 1), random.NextInt((2 * most) + 1)))], most);

    /// <summary>A batch under given shifts.</summary>
    /// <param name="pictures">uint8 <c>[pictures, 3, height, width]</c>.</param>
    /// <param name="which">The pictures of the batch with their shifts.</param>
    /// <param name="most">The largest shift along each axis.</param>
    public static Tensor Batch(Tensor pictures, IReadOnlyList<(int Picture, int Down, int Right)> which, int most)
    {
        using var scope = NewDisposeScope();
        var batch = pictures.index_select(0, tensor(which.Select(w => (long)w.Picture).ToArray(), device: pictures.device)).to_type(ScalarType.Float32).div_(127.5).sub_(1);
        if (most == 0) return batch.MoveToOuterDisposeScope();
        var (height, width) = (batch.shape[2], batch.shape[3]);
        var padded = nn.functional.pad(batch, [most, most, most, most], PaddingModes.Constant, 1);
        var moved = which.Select((w, row) => padded[row].narrow(1, w.Down, height).narrow(2, w.Right, width)).ToList();
        return stack(moved, 0).MoveToOuterDisposeScope();
    }
}
