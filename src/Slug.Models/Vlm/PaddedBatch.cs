using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// Where the tokens of a batch stand: sequences of different lengths end together and begin late, so that the next token of all is in one column
/// (left padding).
/// </summary>
/// <param name="lengths">The sequences' lengths, in tokens.</param>
/// <param name="device">Where the tensors shall be.</param>
public sealed class PaddedBatch(IReadOnlyList<int> lengths, Device device)
{
    private readonly long[] _padding = [.. lengths.Select(length => (long)lengths.Max() - length)];

    /// <summary>The longest sequence.</summary>
    public int Longest { get; } = lengths.Max();

    private bool IsPadded => Array.Exists(_padding, p => p > 0);

    /// <summary>The positions of the prompts' tokens, int64 <c>[batch, longest]</c>: padding has 0, the first token too.</summary>
    public Tensor Positions()
    {
        using var scope = NewDisposeScope();
        return arange(Longest, ScalarType.Int64, device).unsqueeze(0).sub(Padding()).clamp(0).MoveToOuterDisposeScope();
    }

    /// <summary>The positions of one token more, behind <paramref name="generated"/> new ones: <c>[batch, 1]</c>.</summary>
    public Tensor NextPositions(int generated)
    {
        using var scope = NewDisposeScope();
        return Padding().neg().add(Longest + generated).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Who may look at whom among the prompts' tokens, <c>[batch or 1, 1, longest, longest]</c>: nobody at later ones or at padding. Padding looks at
    /// itself: a row without any true would be undefined, and so would all that comes of it.
    /// </summary>
    public Tensor Mask()
    {
        using var scope = NewDisposeScope();
        var index = arange(Longest, ScalarType.Int64, device);
        var (row, column) = (index.view(1, 1, -1, 1), index.view(1, 1, 1, -1));
        var mask = column.le(row);
        if (IsPadded) mask = mask.logical_and(column.ge(Padding().view(-1, 1, 1, 1)).logical_or(column.eq(row)));
        return mask.MoveToOuterDisposeScope();
    }

    /// <summary>What a single new token may look at once <paramref name="columns"/> are there, <c>[batch, 1, 1, columns]</c>; null for all.</summary>
    public Tensor? NextMask(long columns)
    {
        if (!IsPadded) return null;
        using var scope = NewDisposeScope();
        return arange(columns, ScalarType.Int64, device).view(1, 1, 1, -1).ge(Padding().view(-1, 1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Tokens of padding before each sequence, <c>[batch, 1]</c>.</summary>
    private Tensor Padding() => tensor(_padding, [_padding.Length, 1], device: device);
}
