using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>A Llama without its logits: token embedding, blocks, final norm; Hugging Face's <c>LlamaModel</c>.</summary>
public sealed class LlamaStack : nn.Module
{
    private readonly ModuleList<LlamaBlock> _layers;
    private readonly RmsNorm _norm;
    private readonly RotaryPositions _rotary;

    /// <summary>Makes the stack, weights undefined.</summary>
    public LlamaStack(LlamaConfig config, ScalarType type, Device device)
        : base(nameof(LlamaStack))
    {
        ArgumentNullException.ThrowIfNull(config);
        Embedding = new TokenEmbedding(config.VocabSize, config.Width, type, device);
        _layers = nn.ModuleList(Enumerable.Range(0, config.Layers).Select(layer => new LlamaBlock(config, layer, type, device)).ToArray());
        _norm = new RmsNorm(config.Width, config.NormEpsilon, type, device);
        _rotary = new RotaryPositions(config.HeadWidth, config.RotaryBase, config.RotaryScale);
        register_module("embed_tokens", Embedding);
        register_module("layers", _layers);
        register_module("norm", _norm);
    }

    /// <summary>The token embedding.</summary>
    public TokenEmbedding Embedding { get; }

    /// <summary>Runs all blocks and the final norm.</summary>
    /// <param name="embeddings"><c>[batch, tokens, width]</c>.</param>
    /// <param name="positions">The position of each token in its sequence, int64 <c>[batch, tokens]</c>.</param>
    /// <param name="longest">One more than the largest position.</param>
    /// <param name="mask">See <see cref="LlamaAttention.Attend"/>.</param>
    /// <param name="cache">Earlier tokens' keys and values, or null.</param>
    /// <returns><c>[batch, tokens, width]</c>.</returns>
    public Tensor Run(Tensor embeddings, Tensor positions, long longest, Tensor? mask, KeyValueCache? cache)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(positions);
        using var scope = NewDisposeScope();
        var at = _rotary.At(positions, longest, embeddings.dtype);
        var stream = embeddings.alias();
        foreach (var layer in _layers) stream = layer.Run(stream, at, mask, cache);
        cache?.Advance(embeddings.shape[1]);
        return _norm.call(stream).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _rotary.Dispose();
        base.Dispose(disposing);
    }
}
