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

    /// <summary>Features of length one in float32, whatever the tower computes in: a bfloat16 length would be off by a percent.</summary>
    public static Tensor Normalize(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        using var scope = NewDisposeScope();
        return nn.functional.normalize(features.to_type(ScalarType.Float32), dim: -1).MoveToOuterDisposeScope();
    }
}
