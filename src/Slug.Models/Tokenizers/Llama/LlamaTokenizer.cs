using System.Text;

namespace Slug.Models.Tokenizers.Llama;

/// <summary>
/// Llama's tokenizer: byte-pair encoding over whole texts in which a blank is <c>▁</c>, with bytes for characters that are no piece, and tokens
/// added to it by those who built on it, such as <c>&lt;image&gt;</c>. Read from <c>tokenizer.json</c> or from SentencePiece's
/// <c>tokenizer.model</c> (Kudo and Richardson, arXiv 1808.06226), see <see cref="LlamaTokenizerFiles"/>.
/// </summary>
public sealed class LlamaTokenizer
{
    /// <summary>What a blank is in pieces.</summary>
    public const char Blank = '\u2581';

    private readonly PieceVocabulary _vocabulary;
    private readonly AddedTokens _raw;
    private readonly AddedTokens _normalized;
    private readonly Func<string, bool, string> _normalize;
    private readonly Func<string, bool, IEnumerable<string>> _divide;
    private readonly Dictionary<long, string> _pieces;
    private readonly HashSet<long> _special;
    private readonly IReadOnlyList<long> _begin;
    private readonly IReadOnlyList<long> _end;

    internal LlamaTokenizer(Parts parts)
    {
        _vocabulary = new PieceVocabulary(parts.Pieces, parts.Merge, parts.ByteFallback, parts.Unknown, parts.FuseUnknown);
        _raw = new AddedTokens(parts.Added);
        _normalized = new AddedTokens(parts.AddedInNormalized);
        (_normalize, _divide, _begin, _end) = (parts.Normalize, parts.Divide, parts.Begin, parts.End);
        _pieces = parts.Pieces.ToDictionary(p => (long)p.Value, p => p.Key);
        var added = _raw.All.Concat(_normalized.All).ToList();
        foreach (var token in added) _pieces[token.Id] = token.Content;
        _special = [.. added.Where(t => t.Special).Select(t => (long)t.Id), .. parts.Special];
        VocabularySize = (int)_pieces.Keys.Max() + 1;
    }

    /// <summary>One more than the largest id.</summary>
    public int VocabularySize { get; }

    /// <summary>The id of a token by its text; null where there is none.</summary>
    public long? IdOf(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var added = _raw.All.Concat(_normalized.All).FirstOrDefault(t => t.Content == token);
        if (added is not null) return added.Id;
        return _vocabulary.Id(token) is var id and >= 0 ? id : null;
    }

    /// <summary>The ids of a text. Added tokens in it are found as such.</summary>
    /// <param name="text">The text.</param>
    /// <param name="special">Whether the tokens that open and close a text come with it.</param>
    /// <exception cref="InvalidDataException">A character cannot be spelt.</exception>
    public IReadOnlyList<long> Encode(string text, bool special = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<long>();
        if (special) ids.AddRange(_begin);
        foreach (var (token, part, start) in _raw.Split(AddedTokens.WellFormed(text)))
        {
            if (token is not null) ids.Add(token.Id);
            else EncodePart(part, start == 0, ids);
        }

        if (special) ids.AddRange(_end);
        return ids;
    }

    /// <summary>The text of ids. Special tokens are left out, and so is the blank that opens every text; bytes that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public string Decode(IEnumerable<long> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            if (_special.Contains(id)) continue;
            var piece = _pieces.GetValueOrDefault(id) ?? throw new ArgumentException($"The tokenizer has no id {id}.", nameof(ids));
            if (PieceVocabulary.ByteOf(piece) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            Flush();
            text.Append(piece.Replace(Blank, ' '));
        }

        Flush();
        return text.Length > 0 && text[0] == ' ' ? text.ToString(1, text.Length - 1) : text.ToString();

        void Flush()
        {
            if (bytes.Count == 0) return;
            try
            {
                text.Append(Strict.GetString([.. bytes]));
            }
            catch (DecoderFallbackException)
            {
                text.Append('\uFFFD', bytes.Count);
            }

            bytes.Clear();
        }
    }

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private void EncodePart(string part, bool isFirst, List<long> ids)
    {
        foreach (var (token, text, start) in _normalized.Split(_normalize(part, isFirst)))
        {
            if (token is not null)
            {
                ids.Add(token.Id);
                continue;
            }

            foreach (var piece in _divide(text, isFirst && start == 0)) _vocabulary.Encode(piece, ids);
        }
    }

    /// <summary>What a file says of a tokenizer.</summary>
    internal sealed record Parts
    {
        /// <summary>The pieces' ids.</summary>
        public required Dictionary<string, int> Pieces { get; init; }

        /// <summary>What two neighbouring pieces of a text make.</summary>
        public required Func<PieceVocabulary, string, TextPiece, TextPiece, PieceMerge?> Merge { get; init; }

        public bool ByteFallback { get; init; }

        public int? Unknown { get; init; }

        public bool FuseUnknown { get; init; }

        /// <summary>Added tokens that are looked for in the text as it is.</summary>
        public IReadOnlyList<AddedToken> Added { get; init; } = [];

        /// <summary>Added tokens that are looked for in the normalised text.</summary>
        public IReadOnlyList<AddedToken> AddedInNormalized { get; init; } = [];

        /// <summary>Normalises text between added tokens; true for the text's first part.</summary>
        public required Func<string, bool, string> Normalize { get; init; }

        /// <summary>Divides normalised text into parts over which no piece reaches; true for the text's first part.</summary>
        public Func<string, bool, IEnumerable<string>> Divide { get; init; } = (text, _) => [text];

        /// <summary>Ids that are left out of decoded text, besides the added tokens that are special.</summary>
        public IReadOnlyList<long> Special { get; init; } = [];

        /// <summary>Ids before every text.</summary>
        public IReadOnlyList<long> Begin { get; init; } = [];

        /// <summary>Ids behind every text.</summary>
        public IReadOnlyList<long> End { get; init; } = [];
    }
}
