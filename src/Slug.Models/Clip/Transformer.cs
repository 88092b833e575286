using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>A stack of residual blocks under the name <c>resblocks</c>.</summary>
public sealed class Transformer : nn.Module
{
    private readonly TorchSharp.Modules.ModuleList<ResidualBlock> _blocks;

    /// <summary>Makes a stack of <paramref name="layers"/> blocks.</summary>
    public Transformer(long width, int layers, long heads, double mlpRatio, bool quickGelu, Device? device = null)
        : base(nameof(Transformer))
    {
        Width = width;
        var blocks = Enumerable.Range(0, layers).Select(_ => new ResidualBlock(width, heads, mlpRatio, quickGelu, device)).ToArray();
        _blocks = nn.ModuleList(blocks);
        register_module("resblocks", _blocks);
    }

    /// <summary>Width of the residual stream.</summary>
    public long Width { get; }

    /// <summary>The blocks, first to last.</summary>
    public IReadOnlyList<ResidualBlock> Blocks => [.. _blocks];

    /// <summary>
    /// Runs blocks <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive). A search that changes block k alone keeps the
    /// stream before it and runs from there.
    /// </summary>
    /// <param name="x"><c>[batch, tokens, width]</c>, the stream before block <paramref name="from"/>.</param>
    /// <param name="mask">Added to the attention logits, or null.</param>
    /// <param name="from">The first block to run.</param>
    /// <param name="to">The block to stop before.</param>
    /// <returns>The stream before block <paramref name="to"/>, <c>[batch, tokens, width]</c>.</returns>
    public Tensor Run(Tensor x, Tensor? mask, int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, _blocks.Count);
        using var scope = NewDisposeScope();
        var stream = x.alias();
        for (var k = from; k < to; k++) stream = _blocks[k].call(stream, mask);
        return stream.MoveToOuterDisposeScope();
    }
}
