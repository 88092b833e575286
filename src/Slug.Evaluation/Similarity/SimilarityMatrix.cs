using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Evaluation.Similarity;

/// <summary>Cosine similarities of images and captions: the data of the before-and-after figure.</summary>
public static class SimilarityMatrix
{
    /// <summary>Computes the matrix.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Normalised images <c>[images, 3, height, width]</c>.</param>
    /// <param name="tokens">Caption ids, int64 <c>[captions, tokens]</c>.</param>
    /// <returns>Cosines, one row per image and one column per caption.</returns>
    public static double[,] Compute(ClipModel model, Tensor images, Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var device = model.LogitScale.device;
        return Of(FeatureEncoding.Encode(model.Visual, images, device), FeatureEncoding.Encode(model.TextTower, tokens, device));
    }

    /// <summary>Computes the matrix of features that are there already.</summary>
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
