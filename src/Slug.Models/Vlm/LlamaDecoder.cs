using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// A Llama language model with Hugging Face's names (<c>LlamaForCausalLM</c>): <c>model.embed_tokens</c>, <c>model.layers.N</c>,
/// <c>model.norm</c>, <c>lm_head</c>. It takes vectors, not ids alone, because those of a picture stand among them.
/// </summary>
public sealed class LlamaDecoder : nn.Module
{
    private readonly LlamaStack _model;
    private readonly Projection? _head;

    /// <summary>Makes a decoder, weights undefined: load or initialise them.</summary>
    public LlamaDecoder(LlamaConfig config, ScalarType type, Device device)
        : base(nameof(LlamaDecoder))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _model = new LlamaStack(config, type, device);
        register_module("model", _model);
        if (config.TiedEmbeddings) return;
        _head = new Projection(config.Width, config.VocabSize, bias: false, type, device);
        register_module("lm_head", _head);
    }

    /// <summary>The sizes.</summary>
    public LlamaConfig Config { get; }

    /// <summary>The type that it computes in.</summary>
    public ScalarType Type => _model.Embedding.Weight.dtype;

    /// <summary>Where it is.</summary>
    public Device Device => _model.Embedding.Weight.device;

    /// <summary>The vectors of token ids: int64 <c>[batch, tokens]</c> to <c>[batch, tokens, width]</c>.</summary>
    public Tensor Embed(Tensor ids) => _model.Embedding.call(ids);

    /// <summary>The last hidden states, normed; see <see cref="LlamaStack.Run"/>.</summary>
    public Tensor Run(Tensor embeddings, Tensor positions, long longest, Tensor? mask, KeyValueCache? cache = null) => _model.Run(embeddings, positions, longest, mask, cache);

    /// <summary>The next token's logits of hidden states: <c>[..., width]</c> to <c>[..., vocabulary]</c>.</summary>
    public Tensor Logits(Tensor hidden) => _head is null ? nn.functional.linear(hidden, _model.Embedding.Weight) : _head.call(hidden);

    /// <summary>A new cache for sequences of this decoder.</summary>
    public KeyValueCache NewCache(long batch, long capacity) => new(Config, batch, capacity, Type, Device);
}
