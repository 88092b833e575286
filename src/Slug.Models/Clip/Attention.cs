using Slug.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>
/// Multi-head self-attention with the query, key and value projections fused in <c>in_proj_weight</c> <c>[3·width, width]</c>, as
/// open_clip stores it. Written out as matrix products and a softmax, so that it is the same on every libtorch.
/// </summary>
public sealed class Attention : nn.Module<Tensor, Tensor?, Tensor>, IOwnParameters
{
    private readonly long _heads;
    private readonly Linear _outProj;

    /// <summary>Makes an attention of the given width and number of heads; weights are zero until initialised or loaded.</summary>
    public Attention(long width, long heads, Device? device = null)
        : base(nameof(Attention))
    {
        _heads = heads;
        register_parameter("in_proj_weight", nn.Parameter(zeros(3 * width, width, device: device)));
        register_parameter("in_proj_bias", nn.Parameter(zeros(3 * width, device: device)));
        _outProj = nn.Linear(width, width, device: device);
        register_module("out_proj", _outProj);
    }

    /// <summary>The fused projection to queries, keys and values, <c>[3·width, width]</c>.</summary>
    public Parameter InProjWeight => get_parameter("in_proj_weight")!;

    /// <summary>Its bias, <c>[3·width]</c>.</summary>
    public Parameter InProjBias => get_parameter("in_proj_bias")!;

    /// <summary>The projection of the concatenated heads.</summary>
    public Linear OutProj => _outProj;

    void IOwnParameters.Replace(string name, Parameter parameter) => ConditionallyRegisterParameter(name, parameter);

    /// <summary>Attends.</summary>
    /// <param name="x"><c>[batch, tokens, width]</c>.</param>
    /// <param name="mask">Added to the attention logits, <c>[tokens, tokens]</c>; null when every token sees every other.</param>
    /// <returns><c>[batch, tokens, width]</c>.</returns>
    public override Tensor forward(Tensor x, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var (batch, tokens, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var headWidth = width / _heads;
        // One copy makes queries, keys and values contiguous, [3, batch * heads, tokens, headWidth]; the products would copy each otherwise.
        var qkv = nn.functional.linear(x, InProjWeight, InProjBias).view(batch, tokens, 3, _heads, headWidth).permute(2, 0, 3, 1, 4)
            .reshape(3, batch * _heads, tokens, headWidth);
        var parts = qkv.unbind(0);
        // The queries carry the scale, which is cheaper than scaling the logits.
        var logits = parts[0].mul(1.0 / Math.Sqrt(headWidth)).bmm(parts[1].transpose(-2, -1));
        if (mask is not null) logits.add_(mask);
        var heads = logits.softmax(-1).bmm(parts[2]).view(batch, _heads, tokens, headWidth).transpose(1, 2).reshape(batch, tokens, width);
        return _outProj.call(heads).MoveToOuterDisposeScope();
    }

    /// <summary>Attends from one token of each sequence alone.</summary>
    /// <param name="x"><c>[batch, tokens, width]</c>.</param>
    /// <param name="from">Those tokens, <c>[batch, width]</c>.</param>
    /// <param name="mask">Added to their attention logits, <c>[batch, tokens]</c>; null when they see every other.</param>
    /// <returns>What <see cref="forward"/> has at those tokens, <c>[batch, width]</c>.</returns>
    public Tensor FromOne(Tensor x, Tensor from, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        var (batch, tokens, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var headWidth = width / _heads;
        var query = nn.functional.linear(from, InProjWeight.narrow(0, 0, width), InProjBias.narrow(0, 0, width))
            .mul(1.0 / Math.Sqrt(headWidth)).view(batch, _heads, 1, headWidth);
        var others = nn.functional.linear(x, InProjWeight.narrow(0, width, 2 * width), InProjBias.narrow(0, width, 2 * width))
            .view(batch, tokens, 2, _heads, headWidth).permute(2, 0, 3, 1, 4).contiguous().unbind(0);
        var logits = query.matmul(others[0].transpose(-2, -1));
        if (mask is not null) logits = logits.add(mask.view(batch, 1, 1, tokens));
        return _outProj.call(logits.softmax(-1).matmul(others[1]).view(batch, width)).MoveToOuterDisposeScope();
    }
}
