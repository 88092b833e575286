using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Unlearning.Gradients;

/// <summary>
/// The rows of the token embedding that a batch uses, as a leaf of their own. Autograd's gradient of the whole embedding is dense: for a
/// batch of sixteen captions it would write 49,408 rows to say something about fifty.
/// </summary>
internal sealed class UsedEmbeddingRows
{
    private readonly Tensor _ids;
    private readonly Tensor _rows;

    /// <summary>Looks up the rows of token ids, int64 <c>[batch, tokens]</c>. Its tensors are on the model's device and belong to the open scope.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">The ids, best on the CPU: from a GPU they would be fetched back, and it would wait.</param>
    /// <param name="wanted">Whether the rows' gradient is wanted.</param>
    public UsedEmbeddingRows(ClipModel model, Tensor tokens, bool wanted)
    {
        using var host = tokens.cpu().contiguous();
        var flat = host.data<long>().ToArray();
        var ids = flat.Distinct().Order().ToArray();
        var place = ids.Select((id, row) => (id, row)).ToDictionary(p => p.id, p => (long)p.row);
        var device = model.LogitScale.device;
        var index = tensor(flat.Select(id => place[id]).ToArray(), device: device);
        _ids = tensor(ids, device: device);
        _rows = model.TokenEmbedding.get_parameter("weight")!.detach().index_select(0, _ids).requires_grad_(wanted);
        Vectors = _rows.index_select(0, index).view(tokens.shape[0], tokens.shape[1], -1);
    }

    /// <summary>The token vectors, <c>[batch, tokens, width]</c>.</summary>
    public Tensor Vectors { get; }

    /// <summary>Adds the rows' gradient to the sum over the whole embedding, <c>[vocab, width]</c>.</summary>
    public void AddGradientTo(Tensor sum)
    {
        if (_rows.grad is { } gradient) sum.index_add_(0, _ids, gradient, 1);
    }
}
