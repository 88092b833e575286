using static TorchSharp.torch;

namespace Slug.Evaluation.Similarity;

/// <summary>Cosine similarities of images and captions: the data of the before-and-after figure.</summary>
public static class SimilarityMatrix
{
    /// <summary>Computes the matrix.</summary>
    /// <param name="images">Features of length one, <c>[images, embed]</c>.</param>
    /// <param name="captions">Features of length one, <c>[captions, embed]</c>.</param>
    /// <returns>Cosines, one row per image and one column per caption.</returns>
    public static double[,] Of(Tensor images, Tensor captions)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(captions);
        using var scope = NewDisposeScope();
        var cosines = images.matmul(captions.t()).cpu().contiguous();
        var flat = cosines.data<float>().ToArray();
        var matrix = new double[cosines.shape[0], cosines.shape[1]];
        for (var i = 0; i < flat.Length; i++) matrix[i / cosines.shape[1], i % cosines.shape[1]] = flat[i];
        return matrix;
    }
}
