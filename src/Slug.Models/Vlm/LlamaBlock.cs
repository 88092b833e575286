using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>A pre-norm block: <c>x + attention(norm(x))</c>, then <c>x + mlp(norm(x))</c>.</summary>
public sealed class LlamaBlock : nn.Module
{
    private readonly RmsNorm _inputNorm;
    private readonly RmsNorm _postNorm;
    private readonly LlamaAttention _attention;
    private readonly LlamaMlp _mlp;

    /// <summary>Makes block <paramref name="layer"/>, weights undefined.</summary>
    public LlamaBlock(LlamaConfig config, int layer, ScalarType type, Device device)
        : base(nameof(LlamaBlock))
    {
        ArgumentNullException.ThrowIfNull(config);
        _attention = new LlamaAttention(config, layer, type, device);
        _mlp = new LlamaMlp(config, type, device);
        _inputNorm = new RmsNorm(config.Width, config.NormEpsilon, type, device);
        _postNorm = new RmsNorm(config.Width, config.NormEpsilon, type, device);
        register_module("self_attn", _attention);
        register_module("mlp", _mlp);
        register_module("input_layernorm", _inputNorm);
        register_module("post_attention_layernorm", _postNorm);
    }

    /// <summary>Runs the block on <c>[batch, tokens, width]</c>; see <see cref="LlamaAttention.Attend"/>.</summary>
    public Tensor Run(Tensor x, (Tensor Cos, Tensor Sin) at, Tensor? mask, KeyValueCache? cache)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        var attended = x.add(_attention.Attend(_inputNorm.call(x), at, mask, cache));
        return attended.add(_mlp.call(_postNorm.call(attended))).MoveToOuterDisposeScope();
    }
}
