using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>Self-attention, attention to the prompt, and a perceptron, each behind a layer norm and around a shortcut.</summary>
public sealed class BasicTransformerBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly LayerNorm _norm3;
    private readonly FeedForward _feedForward;

    internal BasicTransformerBlock(int width, int heads, int contextWidth, Device device)
        : base(nameof(BasicTransformerBlock))
    {
        _norm1 = nn.LayerNorm(width, device: device);
        SelfAttention = new CrossAttention(width, heads, width, device);
        _norm2 = nn.LayerNorm(width, device: device);
        PromptAttention = new CrossAttention(width, heads, contextWidth, device);
        _norm3 = nn.LayerNorm(width, device: device);
        _feedForward = new FeedForward(width, device);
        register_module("norm1", _norm1);
        register_module("attn1", SelfAttention);
        register_module("norm2", _norm2);
        register_module("attn2", PromptAttention);
        register_module("norm3", _norm3);
        register_module("ff", _feedForward);
    }

    /// <summary><c>attn1</c>, from the picture to itself.</summary>
    public CrossAttention SelfAttention { get; }

    /// <summary><c>attn2</c>, from the picture to the prompt.</summary>
    public CrossAttention PromptAttention { get; }

    /// <summary>Runs the block.</summary>
    /// <param name="x"><c>[batch, tokens, width]</c>.</param>
    /// <param name="context">The prompt, <c>[batch, contextTokens, contextWidth]</c>.</param>
    public override Tensor forward(Tensor x, Tensor context)
    {
        using var scope = NewDisposeScope();
        var stream = _norm1.call(x).Then(h => SelfAttention.call(h, null)).Then(h => TensorChain.Plus(h, x));
        stream = stream.Then(s => _norm2.call(s).Then(h => PromptAttention.call(h, context)).Then(h => TensorChain.Plus(h, s)));
        stream = stream.Then(s => _norm3.call(s).Then(_feedForward.call).Then(h => TensorChain.Plus(h, s)));
        return stream.MoveToOuterDisposeScope();
    }
}
