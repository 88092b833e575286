using System.Collections.Concurrent;
using System.Text;
using TorchSharp;

namespace Slug.Models.Tokenizers;

/// <summary>
/// CLIP's tokenizer: byte-level BPE over cleaned lower-case text, 49,408 ids, words closed with <c>&lt;/w&gt;</c>. Safe to use from
/// several threads.
/// </summary>
public sealed class ClipTokenizer
{
    private const string EndOfWord = "</w>";

    // Words repeat; a bound keeps a run over millions of captions from holding every misspelling.
    private const int CacheLimit = 1 << 16;

    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges;
    private readonly Dictionary<string, int> _specials;
    private readonly string[] _symbols;
    private readonly int[] _idOfByte = new int[256];
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);

    /// <summary>Builds the vocabulary from the merge rules.</summary>
    public ClipTokenizer(BpeMerges merges)
    {
        ArgumentNullException.ThrowIfNull(merges);
        Merges = merges;
        var symbols = new List<string>(VocabularySize);
        foreach (var b in ByteSymbols.VocabularyOrder)
        {
            _idOfByte[b] = symbols.Count;
            symbols.Add(ByteSymbols.OfByte[b].ToString());
        }

        symbols.AddRange(symbols.Select(s => s + EndOfWord).ToArray());
        symbols.AddRange(merges.Pairs.Select(p => p.Left + p.Right));
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < symbols.Count; id++) ids[symbols[id]] = id;

        _merges = new(merges.Pairs.Count);
        for (var rank = 0; rank < merges.Pairs.Count; rank++)
        {
            var (left, right) = merges.Pairs[rank];
            if (!ids.TryGetValue(left, out var leftId) || !ids.TryGetValue(right, out var rightId))
                throw new InvalidDataException($"BPE merge {rank} ('{left} {right}') joins a symbol that no byte or earlier merge makes.");
            _merges[(leftId, rightId)] = (rank, ids[left + right]);
        }

        StartOfText = symbols.Count;
        EndOfText = symbols.Count + 1;
        _specials = new(StringComparer.Ordinal)
        {
            ["<start_of_text>"] = StartOfText,
            ["<end_of_text>"] = EndOfText,
            ["<|startoftext|>"] = StartOfText,
            ["<|endoftext|>"] = EndOfText,
        };
        symbols.Add("<start_of_text>");
        symbols.Add("<end_of_text>");
        _symbols = [.. symbols];
    }

    /// <summary>The number of ids.</summary>
    public const int VocabularySize = 49408;

    /// <summary>The merge rules.</summary>
    public BpeMerges Merges { get; }

    /// <summary>What each id stands for, as <c>vocab.json</c> has it.</summary>
    public IReadOnlyList<string> Symbols => [.. _symbols[..StartOfText], "<|startoftext|>", "<|endoftext|>"];

    /// <summary>The id that opens every sequence: 49406.</summary>
    public int StartOfText { get; }

    /// <summary>The id that closes every sequence, the largest of all: 49407. The text tower pools at its position.</summary>
    public int EndOfText { get; }

    /// <summary>The ids of a text, without start, end and padding.</summary>
    public IReadOnlyList<int> Encode(string text)
    {
        var ids = new List<int>();
        foreach (var word in WordSplitter.Split(TextCleaning.Clean(text), _specials.Keys))
        {
            if (_specials.TryGetValue(word, out var special)) ids.Add(special);
            else ids.AddRange(WordIds(word));
        }

        return ids;
    }

    /// <summary>
    /// Start, ids and end, padded with zeros to <paramref name="contextLength"/>. A longer text is cut and its last id replaced by the end.
    /// </summary>
    public long[] EncodePadded(string text, int contextLength = 77)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 2);
        var ids = Encode(text);
        var row = new long[contextLength];
        var count = Math.Min(ids.Count, contextLength - 2);
        row[0] = StartOfText;
        for (var i = 0; i < count; i++) row[i + 1] = ids[i];
        row[count + 1] = EndOfText;
        return row;
    }

    /// <summary>The ids of several texts as one tensor, int64 <c>[texts, contextLength]</c> on the CPU.</summary>
    public torch.Tensor Tokenize(IReadOnlyList<string> texts, int contextLength = 77)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var flat = new long[texts.Count * contextLength];
        for (var i = 0; i < texts.Count; i++) EncodePadded(texts[i], contextLength).CopyTo(flat, i * contextLength);
        return torch.tensor(flat, [texts.Count, contextLength]);
    }

    /// <summary>
    /// The text that ids stand for: lower case, one space between words. The start token is left out; the end token and whatever
    /// follows it (padding has the id of '!') end the text.
    /// </summary>
    public string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var bytes = new List<byte>();
        foreach (var symbol in ids.TakeWhile(id => id != EndOfText).Where(id => id != StartOfText).Select(id => _symbols[id]))
        {
            var ends = symbol.EndsWith(EndOfWord, StringComparison.Ordinal);
            foreach (var c in ends ? symbol[..^EndOfWord.Length] : symbol) bytes.Add(ByteOf(c));
            if (ends) bytes.Add((byte)' ');
        }

        return Encoding.UTF8.GetString([.. bytes]).TrimEnd();
    }

    private static byte ByteOf(char symbol)
    {
        for (var b = 0; b < 256; b++)
        {
            if (ByteSymbols.OfByte[b] == symbol) return (byte)b;
        }

        throw new ArgumentException($"'{symbol}' stands for no byte.", nameof(symbol));
    }

    private int[] WordIds(string word)
    {
        if (_cache.TryGetValue(word, out var known)) return known;
        var ids = Merge(word);
        if (_cache.Count < CacheLimit) _cache[word] = ids;
        return ids;
    }

    /// <summary>Joins the best-ranked pair wherever it occurs, again and again until no rule applies.</summary>
    private int[] Merge(string word)
    {
        var ids = Encoding.UTF8.GetBytes(word).Select(b => _idOfByte[b]).ToList();
        // The closing variant of each byte symbol stands 256 ids further.
        ids[^1] += 256;
        while (ids.Count > 1)
        {
            (int Left, int Right) best = default;
            (int Rank, int Merged) rule = (int.MaxValue, -1);
            for (var i = 0; i + 1 < ids.Count; i++)
            {
                if (!_merges.TryGetValue((ids[i], ids[i + 1]), out var found) || found.Rank >= rule.Rank) continue;
                best = (ids[i], ids[i + 1]);
                rule = found;
            }

            if (rule.Merged < 0) break;
            var write = 0;
            for (var read = 0; read < ids.Count; read++, write++)
            {
                var joins = read + 1 < ids.Count && (ids[read], ids[read + 1]) == best;
                ids[write] = joins ? rule.Merged : ids[read];
                if (joins) read++;
            }

            ids.RemoveRange(write, ids.Count - write);
        }

        return [.. ids];
    }
}
