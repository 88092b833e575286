using Slug.Models.Clip;
using Slug.Models.Training;
using static TorchSharp.torch;

namespace Slug.Models.Pretraining;

/// <summary>
/// The contrastive loss and its gradient by two halves of a batch at the same time. Features are computed half by half; the loss sees all of them, and its gradient of
/// the features goes back through each half. A parameter's gradient is the sum of two, whose order does not matter, so that the bytes are those of one thread.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="optimizer">Takes the gradients.</param>
internal sealed class HalfBatches(ClipModel model, FlatAdamW optimizer) : IDisposable
{
    private readonly SideBySide _both = new();

    /// <summary>What one half computes.</summary>
    private sealed class Half : IDisposable
    {
        private Tensor? _pictures, _texts;

        /// <summary>The features, <c>[half, embed]</c>, as leaves that take the loss's gradient.</summary>
        public Tensor Pictures { get; private set; } = null!;

        /// <inheritdoc cref="Pictures"/>
        public Tensor Texts { get; private set; } = null!;

        public void Forward(ClipModel model, Tensor pixels, Tensor tokens)
        {
            (_pictures, _texts) = (model.Visual.EncodePooled(pixels).DetachFromDisposeScope(), model.TextTower.EncodePooled(tokens).DetachFromDisposeScope());
            (Pictures, Texts) = (Leaf(_pictures), Leaf(_texts));
        }

        public void Backward() => autograd.backward([_pictures!, _texts!], [Pictures.grad!, Texts.grad!]);

        public void Dispose()
        {
            foreach (var tensor in new[] { _pictures, _texts, Pictures, Texts }) tensor?.Dispose();
        }

        private static Tensor Leaf(Tensor features) => features.detach().requires_grad_(true).DetachFromDisposeScope();
    }

    /// <summary>Leaves the gradient of the loss in the optimiser.</summary>
    /// <param name="pixels">The pictures, <c>[batch, 3, size, size]</c>.</param>
    /// <param name="captions">Their captions' token ids.</param>
    /// <param name="vocabulary">Their rows in the model's embedding.</param>
    /// <returns>The loss, a scalar.</returns>
    public Tensor Backward(Tensor pixels, IReadOnlyList<long[]> captions, CompactVocabulary vocabulary)
    {
        using var scope = NewDisposeScope();
        // Padded each to its own longest. Stable: captions of one length stay in their order.
        int[] order = [.. Enumerable.Range(0, captions.Count).OrderBy(i => captions[i].Length)];
        var shorter = (captions.Count + 1) / 2;
        Tensor[] tokens = [.. order.Chunk(shorter).Select(half => vocabulary.Rows([.. half.Select(i => captions[i])], pixels.device))];
        Tensor[] pictures = [pixels.narrow(0, 0, shorter), pixels.narrow(0, shorter, captions.Count - shorter)];
        using Half first = new(), second = new();
        _both.Run(() => first.Forward(model, pictures[0], tokens[0]), () => second.Forward(model, pictures[1], tokens[1]));

        var places = new long[order.Length];
        for (var i = 0; i < order.Length; i++) places[order[i]] = i;
        var texts = cat([first.Texts, second.Texts], 0).index_select(0, tensor(places, device: pixels.device));
        var loss = ContrastiveLoss.Of(cat([first.Pictures, second.Pictures], 0), texts, model.LogitScale);
        optimizer.Backward(() =>
        {
            loss.backward();
            _both.Run(first.Backward, second.Backward);
        });
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Ends the second thread.</summary>
    public void Dispose() => _both.Dispose();
}
