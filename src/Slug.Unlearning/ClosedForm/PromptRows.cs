using static TorchSharp.torch;

namespace Slug.Unlearning.ClosedForm;

/// <summary>
/// The token vectors that the closed forms are about. Of an erased prompt and its guide: from the last real token on (the one before the end of
/// text), as many of each, so that row stands beside row. Of a retained prompt: all.
/// </summary>
/// <param name="Erased"><c>[rows, width]</c>.</param>
/// <param name="Guide">What each is sent to, <c>[rows, width]</c>.</param>
/// <param name="Retained"><c>[retained rows, width]</c>; null retains nothing.</param>
/// <param name="RetainedPrompts">How many prompts the retained rows are of.</param>
public sealed record PromptRows(Tensor Erased, Tensor Guide, Tensor? Retained, int RetainedPrompts) : IDisposable
{
    /// <summary>Takes the rows of encoded prompts.</summary>
    /// <param name="pairs">Erased prompts and their guides: vectors <c>[tokens, width]</c> with the index of the last real token.</param>
    /// <param name="retained">Retained prompts' vectors, <c>[tokens, width]</c> each.</param>
    public static PromptRows Of(IReadOnlyList<((Tensor Vectors, int Last) Erased, (Tensor Vectors, int Last) Guide)> pairs, IReadOnlyList<Tensor> retained)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(retained);
        ArgumentOutOfRangeException.ThrowIfZero(pairs.Count, nameof(pairs));
        using var scope = NewDisposeScope();
        var (erased, guides) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (from, to) in pairs)
        {
            var rows = Math.Min(from.Vectors.shape[0], to.Vectors.shape[0]) - Math.Max(from.Last, to.Last);
            erased.Add(from.Vectors.narrow(0, from.Last, rows));
            guides.Add(to.Vectors.narrow(0, to.Last, rows));
        }

        return new PromptRows(
            cat(erased, 0).MoveToOuterDisposeScope(), cat(guides, 0).MoveToOuterDisposeScope(),
            retained.Count == 0 ? null : cat([.. retained], 0).MoveToOuterDisposeScope(), retained.Count);
    }

    /// <summary>Disposes the rows.</summary>
    public void Dispose()
    {
        Erased.Dispose();
        Guide.Dispose();
        Retained?.Dispose();
    }
}
