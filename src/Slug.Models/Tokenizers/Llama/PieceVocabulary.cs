using System.Globalization;
using System.Text;

namespace Slug.Models.Tokenizers.Llama;

/// <summary>The pieces of a byte-pair encoding with their ids, and the rule that merges them. A character that is no piece is spelt in bytes.</summary>
internal sealed class PieceVocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly Func<string, TextPiece, TextPiece, PieceMerge?> _merge;
    private readonly int[]? _bytes;
    private readonly int? _unknown;
    private readonly bool _fuseUnknown;

    /// <summary>Makes a vocabulary.</summary>
    /// <param name="ids">The ids of the pieces.</param>
    /// <param name="merge">What two neighbouring pieces of a text make.</param>
    /// <param name="byteFallback">Whether characters that are no piece are spelt with <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>.</param>
    /// <param name="unknown">The id for what cannot be spelt; null where there is none.</param>
    /// <param name="fuseUnknown">Whether neighbours that cannot be spelt share one id.</param>
    public PieceVocabulary(Dictionary<string, int> ids, Func<PieceVocabulary, string, TextPiece, TextPiece, PieceMerge?> merge, bool byteFallback, int? unknown, bool fuseUnknown)
    {
        _ids = ids;
        _bySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _merge = (text, left, right) => merge(this, text, left, right);
        _unknown = unknown;
        _fuseUnknown = fuseUnknown;
        if (!byteFallback) return;
        var bytes = Enumerable.Range(0, 256).Select(b => ids.GetValueOrDefault(ByteName(b), -1)).ToArray();
        _bytes = Array.Exists(bytes, id => id < 0) ? null : bytes;
    }

    /// <summary>The name of a byte's piece.</summary>
    public static string ByteName(int value) => $"<0x{value.ToString("X2", CultureInfo.InvariantCulture)}>";

    /// <summary>The byte of such a name; null for other pieces.</summary>
    public static byte? ByteOf(string piece) =>
        piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal) && piece[5] == '>' && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The id of a piece, or -1.</summary>
    public int Id(ReadOnlySpan<char> piece) => _bySpan.TryGetValue(piece, out var id) ? id : -1;

    /// <summary>The ids of a text that is normalised already.</summary>
    /// <exception cref="InvalidDataException">A character can be spelt neither by pieces nor by bytes, and there is no unknown token.</exception>
    public void Encode(string text, List<long> ids)
    {
        var characters = new List<TextPiece>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            characters.Add(new TextPiece(i, i + length, Id(text.AsSpan(i, length))));
            i += length;
        }

        var unknownBefore = false;
        foreach (var piece in PieceMerging.Run(characters, (left, right) => _merge(text, left, right)))
        {
            var isUnknown = false;
            if (piece.Id >= 0) ids.Add(piece.Id);
            else if (_bytes is not null) ids.AddRange(Encoding.UTF8.GetBytes(text[piece.Start..piece.End]).Select(b => (long)_bytes[b]));
            else if (_unknown is null) throw new InvalidDataException($"The tokenizer has no piece for '{text[piece.Start..piece.End]}', no bytes to spell it and no unknown token.");
            else
            {
                isUnknown = true;
                if (!unknownBefore || !_fuseUnknown) ids.Add(_unknown.Value);
            }

            unknownBefore = isUnknown;
        }
    }
}
