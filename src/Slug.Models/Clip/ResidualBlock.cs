using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>A pre-norm transformer block: <c>x + attn(ln_1(x))</c>, then <c>x + mlp(ln_2(x))</c>.</summary>
public sealed class ResidualBlock : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly LayerNorm _ln1;
    private readonly LayerNorm _ln2;

    /// <summary>Makes a block; attention weights are zero until initialised or loaded.</summary>
    public ResidualBlock(long width, long heads, double mlpRatio, bool quickGelu, Device? device = null)
        : base(nameof(ResidualBlock))
    {
        _ln1 = nn.LayerNorm(width, device: device);
        Attention = new Attention(width, heads, device);
        _ln2 = nn.LayerNorm(width, device: device);
        Mlp = new Mlp(width, HiddenWidth(width, mlpRatio), quickGelu, device);
        register_module("ln_1", _ln1);
        register_module("attn", Attention);
        register_module("ln_2", _ln2);
        register_module("mlp", Mlp);
    }

    /// <summary>The attention.</summary>
    public Attention Attention { get; }

    /// <summary>The two-layer perceptron.</summary>
    public Mlp Mlp { get; }

    /// <summary>Whole widths as open_clip cuts them; a ratio that was itself made by a division must not lose one to its rounding.</summary>
    internal static long HiddenWidth(long width, double ratio) => (long)((width * ratio) + 1e-6);

    /// <summary>Runs the block on <c>[batch, tokens, width]</c>; the mask is added to the attention logits.</summary>
    public override Tensor forward(Tensor x, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var attended = x.add(Attention.call(_ln1.call(x), mask));
        return attended.add(Mlp.call(_ln2.call(attended))).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the block for one token of each sequence alone, which is all that a tower's last block is asked for.</summary>
    /// <param name="x">The stream before the block, <c>[batch, tokens, width]</c>.</param>
    /// <param name="at">Each sequence's token, int64 <c>[batch]</c>.</param>
    /// <param name="mask">Added to the attention logits, <c>[tokens, tokens]</c>, or null.</param>
    /// <returns>What <see cref="forward"/> has at those tokens, <c>[batch, width]</c>, up to rounding.</returns>
    public Tensor RunAt(Tensor x, Tensor at, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(at);
        using var scope = NewDisposeScope();
        var normed = _ln1.call(x);
        var attended = TokenAt(x, at).add(Attention.FromOne(normed, TokenAt(normed, at), mask?.index_select(0, at)));
        return attended.add(Mlp.call(_ln2.call(attended))).MoveToOuterDisposeScope();
    }

    /// <summary>One token of each sequence, <c>[batch, width]</c>.</summary>
    private static Tensor TokenAt(Tensor x, Tensor at) => x.gather(1, at.view(-1, 1, 1).expand(-1, 1, x.shape[2])).squeeze(1);
}
