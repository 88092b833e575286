using static TorchSharp.torch;

namespace Slug.Unlearning.Objectives;

/// <summary>A batch of matched image-text pairs as the model takes them.</summary>
/// <param name="Images">Normalised images <c>[batch, 3, height, width]</c>.</param>
/// <param name="Tokens">Caption ids, int64 <c>[batch, tokens]</c>; row i belongs to image i.</param>
public sealed record PairBatch(Tensor Images, Tensor Tokens) : IDisposable
{
    /// <summary>Disposes both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Tokens.Dispose();
    }
}
