namespace Slug.Models.Tokenizers.Llama;

/// <summary>How two neighbouring pieces become one.</summary>
/// <param name="Piece">The id of the piece that they make.</param>
/// <param name="Rank">The merge with the lowest rank comes first; among equals the leftmost.</param>
internal readonly record struct PieceMerge(int Piece, double Rank);

/// <summary>A piece of a text under tokenization.</summary>
/// <param name="Start">Its first char.</param>
/// <param name="End">The char behind its last.</param>
/// <param name="Id">Its id; -1 for a character that the vocabulary lacks.</param>
internal readonly record struct TextPiece(int Start, int End, int Id);

/// <summary>Byte-pair encoding (Sennrich et al., arXiv 1508.07909) of a whole text, without a split into words: merges the best pair until none is left.</summary>
internal static class PieceMerging
{
    /// <summary>Merges.</summary>
    /// <param name="pieces">The text's characters.</param>
    /// <param name="merge">What two neighbours make; null where they make nothing.</param>
    /// <returns>The pieces that are left, in their order.</returns>
    public static List<TextPiece> Run(IReadOnlyList<TextPiece> pieces, Func<TextPiece, TextPiece, PieceMerge?> merge)
    {
        var current = pieces.ToArray();
        var (previous, next) = (new int[current.Length], new int[current.Length]);
        var agenda = new PriorityQueue<Candidate, (double Rank, int Left)>();
        for (var i = 0; i < current.Length; i++)
        {
            previous[i] = i - 1;
            next[i] = i + 1 < current.Length ? i + 1 : -1;
        }

        for (var i = 0; i + 1 < current.Length; i++) Offer(i, i + 1);
        while (agenda.TryDequeue(out var candidate, out _))
        {
            var (left, right) = (candidate.Left, candidate.Right);
            // Either side may have been merged since, in which case its length is another.
            if (current[left].End != candidate.Middle || current[left].Start != candidate.Start || current[right].Start != candidate.Middle || current[right].End != candidate.End) continue;
            current[left] = new TextPiece(candidate.Start, candidate.End, candidate.Piece);
            current[right] = new TextPiece(-1, -1, -1);
            next[left] = next[right];
            if (next[left] >= 0) previous[next[left]] = left;
            if (previous[left] >= 0) Offer(previous[left], left);
            if (next[left] >= 0) Offer(left, next[left]);
        }

        return [.. current.Where(piece => piece.Start >= 0)];

        void Offer(int left, int right)
        {
            if (merge(current[left], current[right]) is not { } found) return;
            agenda.Enqueue(new Candidate(left, right, current[left].Start, current[left].End, current[right].End, found.Piece), (found.Rank, left));
        }
    }

    private readonly record struct Candidate(int Left, int Right, int Start, int Middle, int End, int Piece);
}
