using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>
/// A tower in pieces: embed, run blocks, pool and project. <c>Project(RunBlocks(Embed(x), 0, BlockCount))</c> is the whole tower.
/// </summary>
public interface ITower
{
    /// <summary>How many blocks there are.</summary>
    int BlockCount { get; }

    /// <summary>The stream before block 0, <c>[batch, tokens, width]</c>, of an input of the tower.</summary>
    Tensor Embed(Tensor input);

    /// <summary>Runs some of the blocks on the stream; see <see cref="Transformer.Run"/>.</summary>
    Tensor RunBlocks(Tensor stream, int from, int to);

    /// <summary>Pools the stream after the last block and projects it to <c>[batch, embed]</c>, not normalised.</summary>
    /// <param name="stream"><c>[batch, tokens, width]</c>.</param>
    /// <param name="input">The tower's input: the text tower finds the end of each caption in it.</param>
    Tensor Project(Tensor stream, Tensor input);

    /// <summary>
    /// Runs the last block for the pooled token alone and projects it: <c>Project(RunBlocks(stream, BlockCount − 1, BlockCount), input)</c> up to
    /// rounding, for a sixth of the block's work. Only what reads the other tokens' outputs needs the whole block.
    /// </summary>
    /// <param name="stream">The stream before the last block, <c>[batch, tokens, width]</c>.</param>
    /// <param name="input">The tower's input.</param>
    Tensor FinishAtPooled(Tensor stream, Tensor input);
}

/// <summary>What all towers can do with their pieces.</summary>
public static class TowerExtensions
{
    /// <summary>Runs the whole tower: <c>[batch, embed]</c>, of length one if asked.</summary>
    public static Tensor Encode(this ITower tower, Tensor input, bool normalize = true)
    {
        using var scope = NewDisposeScope();
        var features = tower.Project(tower.RunBlocks(tower.Embed(input), 0, tower.BlockCount), input);
        return (normalize ? Normalize(features) : features).MoveToOuterDisposeScope();
    }

    /// <summary>The same up to rounding and in less time: the last block is run for the pooled token alone. Of length one.</summary>
    public static Tensor EncodePooled(this ITower tower, Tensor input)
    {
        using var scope = NewDisposeScope();
        return Normalize(tower.FinishAtPooled(tower.RunBlocks(tower.Embed(input), 0, tower.BlockCount - 1), input)).MoveToOuterDisposeScope();
    }

    /// <summary>Features of length one in float32, whatever the tower computes in: a bfloat16 length would be off by a percent.</summary>
    public static Tensor Normalize(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        using var scope = NewDisposeScope();
        return nn.functional.normalize(features.to_type(ScalarType.Float32), dim: -1).MoveToOuterDisposeScope();
    }
}
