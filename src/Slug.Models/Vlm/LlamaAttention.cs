using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// Self-attention with rotary positions and grouped queries (Ainslie et al., arXiv 2305.13245): several heads of queries share one of keys and
/// values. The heads of a group stand in a row of the query's tokens, so that keys and values are never repeated in memory.
/// </summary>
public sealed class LlamaAttention : nn.Module
{
    private readonly LlamaConfig _config;
    private readonly int _layer;
    private readonly Projection _q;
    private readonly Projection _k;
    private readonly Projection _v;
    private readonly Projection _o;

    /// <summary>Makes the attention of block <paramref name="layer"/>, weights undefined.</summary>
    public LlamaAttention(LlamaConfig config, int layer, ScalarType type, Device device)
        : base(nameof(LlamaAttention))
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _layer = layer;
        _q = new Projection(config.Width, config.Heads * config.HeadWidth, config.AttentionBias, type, device);
        _k = new Projection(config.Width, config.KeyValueHeads * config.HeadWidth, config.AttentionBias, type, device);
        _v = new Projection(config.Width, config.KeyValueHeads * config.HeadWidth, config.AttentionBias, type, device);
        _o = new Projection(config.Heads * config.HeadWidth, config.Width, config.AttentionBias, type, device);
        register_module("q_proj", _q);
        register_module("k_proj", _k);
        register_module("v_proj", _v);
        register_module("o_proj", _o);
    }

    /// <summary>Attends.</summary>
    /// <param name="x"><c>[batch, tokens, width]</c>.</param>
    /// <param name="at">The positions of these tokens, see <see cref="RotaryPositions.At"/>.</param>
    /// <param name="mask">True where a token may look, <c>[batch or 1, 1, tokens, tokens so far]</c>; null where all may.</param>
    /// <param name="cache">Keys and values of earlier tokens, which these are added to; null where there are none.</param>
    /// <returns><c>[batch, tokens, width]</c>.</returns>
    public Tensor Attend(Tensor x, (Tensor Cos, Tensor Sin) at, Tensor? mask, KeyValueCache? cache)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        var (batch, tokens) = (x.shape[0], x.shape[1]);
        var (groups, shared, headWidth) = (_config.KeyValueHeads, _config.Heads / _config.KeyValueHeads, _config.HeadWidth);
        var queries = RotaryPositions.Turn(Heads(_q, _config.Heads), at).reshape(batch, groups, shared * tokens, headWidth);
        var keys = RotaryPositions.Turn(Heads(_k, groups), at);
        var values = Heads(_v, groups);
        if (cache is not null) (keys, values) = cache.Append(_layer, keys, values);
        if (mask is not null && shared > 1 && tokens > 1) mask = mask.unsqueeze(2).expand(-1, -1, shared, -1, -1).flatten(2, 3);
        // [batch, groups, shared·tokens, headWidth]
        var attended = Attended(queries, keys, values, mask);
        var merged = attended.view(batch, _config.Heads, tokens, headWidth).transpose(1, 2).reshape(batch, tokens, _config.Heads * headWidth);
        return _o.call(merged).MoveToOuterDisposeScope();

        Tensor Heads(Projection projection, long heads) => projection.call(x).view(batch, tokens, heads, headWidth).transpose(1, 2);
    }

    // On a CPU in float32 libtorch's own takes several times as long as its parts, forward and backward, as measured on CLIP's towers (docs/benchmarks.md).
    private static Tensor Attended(Tensor queries, Tensor keys, Tensor values, Tensor? mask)
    {
        if (queries.device_type != DeviceType.CPU || queries.dtype != ScalarType.Float32) return nn.functional.scaled_dot_product_attention(queries, keys, values, attn_mask: mask);
        var logits = queries.mul(1 / Math.Sqrt(queries.shape[^1])).matmul(keys.transpose(-2, -1));
        if (mask is not null) logits.masked_fill_(mask.logical_not(), double.NegativeInfinity);
        return logits.softmax(-1).matmul(values);
    }
}
