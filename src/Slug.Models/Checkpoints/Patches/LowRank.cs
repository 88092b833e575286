using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>A matrix as the product of two narrow ones, which is what LoRA files hold.</summary>
/// <param name="Up"><c>[out, rank]</c>.</param>
/// <param name="Down"><c>[rank, in]</c>.</param>
/// <param name="Error">The Frobenius norm of what is lost, over that of the matrix.</param>
public sealed record LowRank(Tensor Up, Tensor Down, double Error) : IDisposable
{
    /// <summary>The rank.</summary>
    public int Rank => (int)Down.shape[0];

    /// <summary>Splits a matrix.</summary>
    /// <param name="change"><c>[out, in]</c>.</param>
    /// <param name="rank">
    /// The rank; the singular values behind it are lost (Eckart and Young 1936: nothing of that rank is nearer). Null loses nothing: the matrix itself
    /// and the identity.
    /// </param>
    public static LowRank Of(Tensor change, int? rank)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.dim() != 2) throw new ArgumentException($"A low-rank change is of a matrix, not of [{string.Join(", ", change.shape)}].", nameof(change));
        if (rank is { } wanted) ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1, nameof(rank));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var matrix = change.detach().cpu().to_type(ScalarType.Float32).contiguous();
        if (rank is null) return new LowRank(matrix.MoveToOuterDisposeScope(), eye(matrix.shape[1]).MoveToOuterDisposeScope(), 0);
        var (left, values, right) = linalg.svd(matrix.to_type(ScalarType.Float64), false);
        var kept = Math.Min(rank.Value, (int)values.shape[0]);
        // Each side takes half of the scale, so that neither is tiny in half precision.
        var root = values.narrow(0, 0, kept).sqrt();
        var (up, down) = (left.narrow(1, 0, kept).mul(root), right.narrow(0, 0, kept).mul(root.unsqueeze(1)));
        var (up32, down32) = (up.to_type(ScalarType.Float32).contiguous(), down.to_type(ScalarType.Float32).contiguous());
        var norm = values.norm().item<double>();
        // Of what the file holds, rounding included.
        var error = norm == 0 ? 0 : up32.to_type(ScalarType.Float64).matmul(down32.to_type(ScalarType.Float64)).sub(matrix).norm().item<double>() / norm;
        return new LowRank(up32.MoveToOuterDisposeScope(), down32.MoveToOuterDisposeScope(), error);
    }

    /// <summary>Disposes both.</summary>
    public void Dispose()
    {
        Up.Dispose();
        Down.Dispose();
    }
}
