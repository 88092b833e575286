using Google.Protobuf;

namespace Slug.Models.Tokenizers.Llama;

/// <summary>
/// A SentencePiece <c>tokenizer.model</c>: a protocol buffer with the pieces, their scores and how text is normalised. Only what Llama's have is
/// read, byte-pair encodings that leave text as it is but for its blanks; anything else is an error.
/// </summary>
internal static class SentencePieceFile
{
    // Types of pieces; normal ones and what is matched before all others take part in the encoding.
    private const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Byte = 6;
    private const int BytePairEncoding = 2;

    /// <summary>Reads the file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="added">Tokens that were added to it later.</param>
    /// <param name="blankBeforeEveryPart">Whether text behind an added token begins with a blank too, as transformers does unless <c>legacy</c> is false.</param>
    /// <param name="begin">Whether every text begins with the token that opens texts.</param>
    /// <exception cref="InvalidDataException">It is no such file, or one that is not supported.</exception>
    public static LlamaTokenizer Read(byte[] content, IReadOnlyList<AddedToken> added, bool blankBeforeEveryPart, bool begin)
    {
        var model = Parse(content);
        var problems = new List<string>();
        if (model.Pieces.Count == 0) problems.Add("it has no pieces: it is no SentencePiece model.");
        if (model.Type != BytePairEncoding) problems.Add("it is no byte-pair encoding (model_type BPE), which Llama's is.");
        if (model.HasCharsMap) problems.Add($"it normalises characters ('{model.Normalizer}'); 'identity' is supported.");
        if (model.RemovesBlanks) problems.Add("it removes extra blanks (remove_extra_whitespaces), which is not supported.");
        if (!model.EscapesBlanks) problems.Add("it does not escape blanks (escape_whitespaces), which is not supported.");
        if (problems.Count > 0) throw new InvalidDataException(string.Join(" ", problems));
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var scores = new float[model.Pieces.Count];
        foreach (var (id, piece) in model.Pieces.Index())
        {
            scores[id] = piece.Score;
            if (!ids.TryAdd(piece.Text, id)) throw new InvalidDataException($"piece {id}, '{piece.Text}', is there twice.");
        }

        var merged = model.Pieces.Select(piece => piece.Type is Normal or UserDefined).ToArray();
        var control = model.Pieces.Index().Where(p => p.Item.Type == Control).Select(p => (long)p.Index).ToList();
        return new LlamaTokenizer(new LlamaTokenizer.Parts
        {
            Pieces = ids,
            Merge = (vocabulary, text, left, right) => vocabulary.Id(text.AsSpan(left.Start, right.End - left.Start)) is var id and >= 0 && merged[id] ? new PieceMerge(id, -scores[id]) : null,
            ByteFallback = model.ByteFallback || model.Pieces.Exists(p => p.Type == Byte),
            Unknown = model.Pieces.FindIndex(p => p.Type == Unknown) is var unknown and >= 0 ? unknown : null,
            FuseUnknown = true,
            Added = added,
            AddedInNormalized = [.. model.Pieces.Index().Where(p => p.Item.Type == UserDefined).Select(p => new AddedToken(p.Item.Text, p.Index, Special: false))],
            Normalize = (text, isFirst) => (model.AddsBlank && (isFirst || blankBeforeEveryPart) ? " " + text : text).Replace(' ', LlamaTokenizer.Blank),
            Special = control,
            Begin = begin && model.Begin >= 0 ? [model.Begin] : [],
        });
    }

    private static Model Parse(byte[] content)
    {
        var model = new Model();
        try
        {
            var input = new CodedInputStream(content);
            while (input.ReadTag() is var tag and not 0)
            {
                switch (WireFormat.GetTagFieldNumber(tag))
                {
                    case 1 when IsMessage(tag): model.Pieces.Add(Piece(input.ReadBytes().CreateCodedInput())); break;
                    case 2 when IsMessage(tag): Trainer(model, input.ReadBytes().CreateCodedInput()); break;
                    case 3 when IsMessage(tag): Normalization(model, input.ReadBytes().CreateCodedInput()); break;
                    default: input.SkipLastField(); break;
                }
            }

            return model;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"it is no SentencePiece model: {e.Message}", e);
        }
    }

    private static bool IsMessage(uint tag) => WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited;

    private static (string Text, float Score, int Type) Piece(CodedInputStream input)
    {
        var (text, score, type) = ("", 0f, Normal);
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: text = input.ReadString(); break;
                case 2: score = input.ReadFloat(); break;
                case 3: type = input.ReadEnum(); break;
                default: input.SkipLastField(); break;
            }
        }

        return (text, score, type);
    }

    private static void Trainer(Model model, CodedInputStream input)
    {
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 3: model.Type = input.ReadEnum(); break;
                case 35: model.ByteFallback = input.ReadBool(); break;
                case 41: model.Begin = input.ReadInt32(); break;
                default: input.SkipLastField(); break;
            }
        }
    }

    private static void Normalization(Model model, CodedInputStream input)
    {
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: model.Normalizer = input.ReadString(); break;
                case 2: model.HasCharsMap = input.ReadBytes().Length > 0; break;
                case 3: model.AddsBlank = input.ReadBool(); break;
                case 4: model.RemovesBlanks = input.ReadBool(); break;
                case 5: model.EscapesBlanks = input.ReadBool(); break;
                default: input.SkipLastField(); break;
            }
        }
    }

    /// <summary>The file, with the format's defaults.</summary>
    private sealed class Model
    {
        public List<(string Text, float Score, int Type)> Pieces { get; } = [];

        public int Type { get; set; } = 1;

        public bool ByteFallback { get; set; }

        public int Begin { get; set; } = 1;

        public string Normalizer { get; set; } = "";

        public bool HasCharsMap { get; set; }

        public bool AddsBlank { get; set; } = true;

        public bool RemovesBlanks { get; set; } = true;

        public bool EscapesBlanks { get; set; } = true;
    }
}
