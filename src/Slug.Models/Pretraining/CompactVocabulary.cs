using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Pretraining;

/// <summary>
/// Trains on the token ids that the captions use, some hundreds of 49,408. A dense AdamW step over CLIP's token embedding would cost more
/// than all the rest of a small model, nearly all of it on rows whose gradient is zero. Such a row's moments stay zero, so AdamW only
/// decays it, by <c>1 − lr·wd</c> a step: that product is applied once at the end. The ids keep their order, so the end token stays the largest.
/// The weights are those of the dense training, but for the rounding of the unused rows' decay.
/// </summary>
internal sealed class CompactVocabulary
{
    private const string Embedding = "token_embedding.weight";
    private readonly long[] _used;

    public CompactVocabulary(IEnumerable<long[]> captions)
    {
        // Zero pads the shorter captions of a batch.
        _used = [.. captions.SelectMany(ids => ids).Append(0L).Distinct().Order()];
        Compact = _used.Select((id, row) => (id, row: (long)row)).ToDictionary(p => p.id, p => p.row);
    }

    /// <summary>From an id to its row in the compact embedding.</summary>
    public IReadOnlyDictionary<long, long> Compact { get; }

    /// <summary>The captions' rows in the compact embedding, int64 <c>[batch, longest]</c>.</summary>
    public Tensor Rows(IReadOnlyList<long[]> captions, Device device)
    {
        var longest = captions.Max(c => c.Length);
        var flat = new long[captions.Count * longest];
        Array.Fill(flat, Compact[0]);
        foreach (var (row, ids) in captions.Index())
        {
            for (var i = 0; i < ids.Length; i++) flat[(row * longest) + i] = Compact[ids[i]];
        }

        return tensor(flat, [captions.Count, longest], device: device);
    }

    /// <summary>A model with the weights of <paramref name="full"/> and the used rows of its token embedding.</summary>
    public ClipModel Shrink(ClipModel full)
    {
        if (_used[0] < 0 || _used[^1] >= full.Config.Text.VocabSize)
            throw new ArgumentException($"A caption has the token id {_used[^1]}; the model's vocabulary has {full.Config.Text.VocabSize}.");
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = tensor(_used, device: full.LogitScale.device);
        var compact = ClipModel.Create(full.Config with { Text = full.Config.Text with { VocabSize = _used.Length } }, 0);
        foreach (var (name, parameter) in compact.named_parameters())
        {
            var source = full.get_parameter(name)!;
            parameter.copy_(name == Embedding ? source.index_select(0, rows) : source);
        }

        return compact;
    }

    /// <summary>Writes the trained weights into <paramref name="full"/>.</summary>
    /// <param name="compact">The trained model.</param>
    /// <param name="full">The model to write to.</param>
    /// <param name="decay">What weight decay left of a row that had no gradient.</param>
    public void WriteBack(ClipModel compact, ClipModel full, double decay)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in full.named_parameters())
        {
            var trained = compact.get_parameter(name)!;
            if (name == Embedding) parameter.mul_(decay).index_copy_(0, tensor(_used, device: parameter.device), trained.to(parameter.device));
            else parameter.copy_(trained);
        }
    }
}
