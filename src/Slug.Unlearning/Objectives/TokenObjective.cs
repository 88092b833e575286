using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Unlearning.Objectives;

/// <summary>
/// The objective of text towers that needs no picture: the squared distance <c>‖z − z₀‖²</c> of a caption's token outputs z (after the final norm, from the
/// concept's first token to the end) from z₀, the mean of the same caption's with other names in the concept's place. Unlearning descends on its mean: what is
/// said of the concept comes to be what is said of anything. Serves the tower of a whole CLIP and that of a diffusion model's text encoder alike.
/// </summary>
public static class TokenObjective
{
    /// <summary>The name of what unlearning climbs, for logs and metadata.</summary>
    public const string Name = "-|z-z0|^2";

    /// <summary>z₀ of captions, under the tower as it is.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="captions">The captions.</param>
    /// <param name="blocks">How many of the tower's blocks are run; null runs all. Stable Diffusion 2 leaves out the last.</param>
    /// <param name="batch">Captions a pass.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    /// <returns><c>[captions, tokens, width]</c> on the device of the captions' ids; without a graph, the caller's.</returns>
    public static Tensor Targets(TextTower tower, TokenCaptions captions, int? blocks = null, int batch = 16, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tower);
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (rows, names) = (captions.Tokens.shape[0], captions.Others.shape[1]);
        var targets = new Tensor[rows];
        for (var row = 0; row < rows; row++)
        {
            using var inner = NewDisposeScope();
            var (others, places) = (captions.Others[row], captions.Places[row]);
            Tensor? sum = null;
            for (long from = 0; from < names; from += batch)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(batch, names - from);
                var outputs = tower.Tokens(others.narrow(0, from, count), blocks);
                var standing = outputs.gather(1, places.narrow(0, from, count).unsqueeze(-1).expand(-1, -1, outputs.shape[2])).sum([0]);
                sum = sum?.add_(standing) ?? standing;
            }

            targets[row] = sum!.div_(names).MoveToOuterDisposeScope();
        }

        return stack(targets).MoveToOuterDisposeScope();
    }

    /// <summary>The sum of <c>‖z − z₀‖²</c> over tokens that count, with its graph for a backward pass; a scalar.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="tokens">Captions' ids, int64 <c>[captions, tokens]</c>.</param>
    /// <param name="read">Which tokens count, bool <c>[captions, tokens]</c>.</param>
    /// <param name="targets">z₀, <c>[captions, tokens, width]</c>.</param>
    /// <param name="blocks">How many of the tower's blocks are run; null runs all.</param>
    public static Tensor Distance(TextTower tower, Tensor tokens, Tensor read, Tensor targets, int? blocks = null)
    {
        ArgumentNullException.ThrowIfNull(tower);
        using var scope = NewDisposeScope();
        var squares = tower.Tokens(tokens, blocks).sub(targets).square().sum(-1);
        return squares.mul(read.to_type(squares.dtype)).sum().MoveToOuterDisposeScope();
    }
}
