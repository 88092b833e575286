using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>CLIP's symmetric contrastive loss: the mean of the cross entropies image to text and text to image.</summary>
public static class ContrastiveLoss
{
    /// <summary>Computes the loss of matched pairs.</summary>
    /// <param name="images">Image features of length one, <c>[batch, embed]</c>.</param>
    /// <param name="texts">Text features of length one, <c>[batch, embed]</c>; row i belongs to image i.</param>
    /// <param name="logitScale">The logarithm of the logits' scale, a scalar.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Of(Tensor images, Tensor texts, Tensor logitScale)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(logitScale);
        using var scope = NewDisposeScope();
        var logits = images.mul(logitScale.exp()).matmul(texts.t());
        var labels = arange(images.shape[0], dtype: ScalarType.Int64, device: images.device);
        var imageToText = nn.functional.cross_entropy(logits, labels);
        var textToImage = nn.functional.cross_entropy(logits.t(), labels);
        return imageToText.add(textToImage).div(2).MoveToOuterDisposeScope();
    }
}
