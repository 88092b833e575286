using System.Text.Json;
using Slug.Models.Checkpoints;

namespace Slug.Models.Tokenizers.Llama;

/// <summary>
/// Hugging Face's <c>tokenizer.json</c> of a Llama tokenizer: a BPE model whose blanks are handled either by normalisers (Prepend, Replace) or, in
/// newer files, by the pre-tokenizer Metaspace. What would tokenize another way is an error.
/// </summary>
internal static class TokenizerJson
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or one that is not supported; all problems are listed.</exception>
    public static LlamaTokenizer Read(string json)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        var problems = new List<string>();
        if (root.ValueKind != JsonValueKind.Object || Child(root, "model") is not { } model) throw new InvalidDataException("it has no 'model': it is no tokenizer.json.");
        if (Text(model, "type") is not (null or "BPE")) problems.Add($"its model is '{Text(model, "type")}'; 'BPE' is supported.");
        var (pieces, merges) = (Pieces(model, problems), Merges(model, problems));
        foreach (var key in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (Text(model, key) is { Length: > 0 } value) problems.Add($"model.{key} is '{value}', which Llama's tokenizers do not have.");
        }

        if (Flag(model, "ignore_merges")) problems.Add("model.ignore_merges is not supported.");
        var added = Added(root, problems);
        var steps = Normalizer(Child(root, "normalizer"), problems);
        var divide = PreTokenizer(Child(root, "pre_tokenizer"), problems);
        var ranks = Ranks(pieces, merges, problems);
        var (begin, end) = Template(Child(root, "post_processor"), added, pieces, problems);
        if (problems.Count > 0) throw new InvalidDataException(string.Join(" ", problems));
        return new LlamaTokenizer(new LlamaTokenizer.Parts
        {
            Pieces = pieces,
            Merge = (_, _, left, right) => ranks.TryGetValue((left.Id, right.Id), out var merge) ? merge : null,
            ByteFallback = Flag(model, "byte_fallback"),
            Unknown = Text(model, "unk_token") is { } unknown && pieces.TryGetValue(unknown, out var id) ? id : null,
            FuseUnknown = Flag(model, "fuse_unk"),
            Added = [.. added.Where(t => !t.Normalized).Select(t => t.Token)],
            AddedInNormalized = [.. added.Where(t => t.Normalized).Select(t => t.Token with { Content = steps.Aggregate(t.Token.Content, (text, step) => step.OfToken(text)) })],
            Normalize = (text, _) => steps.Aggregate(text, (result, step) => step.OfText(result)),
            Divide = divide,
            Begin = begin,
            End = end,
        });
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            return ForeignJson.Document(json);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"it is not JSON: {e.Message}", e);
        }
    }

    private static Dictionary<string, int> Pieces(JsonElement model, List<string> problems)
    {
        var pieces = new Dictionary<string, int>(StringComparer.Ordinal);
        if (Child(model, "vocab") is not { } vocabulary) problems.Add("it has no 'model.vocab' from pieces to ids.");
        else
        {
            foreach (var piece in vocabulary.EnumerateObject())
            {
                if (piece.Value.ValueKind == JsonValueKind.Number && piece.Value.TryGetInt32(out var id) && id >= 0) pieces[piece.Name] = id;
                else problems.Add($"the id of piece '{piece.Name}' is {piece.Value.GetRawText()}.");
            }

            if (pieces.Count == 0) problems.Add("'model.vocab' is empty.");
            if (pieces.Values.GroupBy(id => id).FirstOrDefault(g => g.Count() > 1) is { } twice) problems.Add($"two pieces have the id {twice.Key}.");
        }

        return pieces;
    }

    private static List<(string Left, string Right)> Merges(JsonElement model, List<string> problems)
    {
        var merges = new List<(string, string)>();
        if (!model.TryGetProperty("merges", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            problems.Add("it has no list 'model.merges'.");
            return merges;
        }

        foreach (var merge in list.EnumerateArray())
        {
            // One text with a blank between the two in older files, two texts in newer ones.
            var parts = merge.ValueKind == JsonValueKind.String ? merge.GetString()!.Split(' ')
                : merge.ValueKind == JsonValueKind.Array && merge.EnumerateArray().All(p => p.ValueKind == JsonValueKind.String) ? [.. merge.EnumerateArray().Select(p => p.GetString()!)]
                : [];
            if (parts.Length == 2) merges.Add((parts[0], parts[1]));
            else problems.Add($"merge {merges.Count} is {merge.GetRawText()}, not two pieces.");
        }

        return merges;
    }

    private static Dictionary<(int Left, int Right), PieceMerge> Ranks(Dictionary<string, int> pieces, List<(string Left, string Right)> merges, List<string> problems)
    {
        var ranks = new Dictionary<(int, int), PieceMerge>(merges.Count);
        foreach (var (rank, (left, right)) in merges.Index())
        {
            if (pieces.TryGetValue(left, out var a) && pieces.TryGetValue(right, out var b) && pieces.TryGetValue(left + right, out var whole)) ranks[(a, b)] = new PieceMerge(whole, rank);
            else problems.Add($"merge {rank}, '{left}' with '{right}', is of pieces that the vocabulary lacks.");
            if (problems.Count > 10) break;
        }

        return ranks;
    }

    private static List<(AddedToken Token, bool Normalized)> Added(JsonElement root, List<string> problems)
    {
        var tokens = new List<(AddedToken, bool)>();
        if (!root.TryGetProperty("added_tokens", out var list) || list.ValueKind != JsonValueKind.Array) return tokens;
        foreach (var token in list.EnumerateArray())
        {
            if (token.ValueKind == JsonValueKind.Object && Text(token, "content") is { Length: > 0 } content && token.TryGetProperty("id", out var number) && number.ValueKind == JsonValueKind.Number
                && number.TryGetInt32(out var id))
                tokens.Add((new AddedToken(content, id, Flag(token, "special"), Flag(token, "lstrip"), Flag(token, "rstrip"), Flag(token, "single_word")), Flag(token, "normalized")));
            else problems.Add($"the added token {token.GetRawText()} lacks content or id.");
        }

        return tokens;
    }

    /// <summary>What is done to a text before it is divided, and to an added token that is looked for in such text.</summary>
    private sealed record Step(Func<string, string> OfText, Func<string, string> OfToken);

    private static List<Step> Normalizer(JsonElement? normalizer, List<string> problems)
    {
        if (normalizer is not { } node) return [];
        switch (Text(node, "type"))
        {
            case "Sequence" when node.TryGetProperty("normalizers", out var list) && list.ValueKind == JsonValueKind.Array:
                return [.. list.EnumerateArray().SelectMany(step => Normalizer(step, problems))];
            case "Prepend" when Text(node, "prepend") is { } prefix:
                return [new Step(text => text.Length == 0 ? text : prefix + text, text => text.Length == 0 ? text : prefix + text)];
            case "Replace" when Child(node, "pattern") is { } pattern && Text(pattern, "String") is { Length: > 0 } from && Text(node, "content") is { } to:
                return [new Step(text => text.Replace(from, to, StringComparison.Ordinal), text => text.Replace(from, to, StringComparison.Ordinal))];
            default:
                problems.Add($"the normalizer '{Text(node, "type") ?? node.GetRawText()}' is not supported; Prepend and Replace of a text are.");
                return [];
        }
    }

    private static Func<string, bool, IEnumerable<string>> PreTokenizer(JsonElement? preTokenizer, List<string> problems)
    {
        if (preTokenizer is not { } node) return (text, _) => [text];
        if (Text(node, "type") == "Sequence" && node.TryGetProperty("pretokenizers", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1)
            return PreTokenizer(list[0], problems);
        if (Text(node, "type") != "Metaspace")
        {
            problems.Add($"the pre-tokenizer '{Text(node, "type") ?? node.GetRawText()}' is not Llama's; Metaspace or none is supported.");
            return (text, _) => [text];
        }

        var blank = Text(node, "replacement") ?? LlamaTokenizer.Blank.ToString();
        // Before there were schemes, add_prefix_space said always or never.
        var scheme = Text(node, "prepend_scheme") ?? (node.TryGetProperty("add_prefix_space", out var adds) && adds.ValueKind == JsonValueKind.False ? "never" : "always");
        var splits = !node.TryGetProperty("split", out var split) || split.ValueKind != JsonValueKind.False;
        if (scheme is not ("always" or "first" or "never")) problems.Add($"Metaspace's prepend_scheme is '{scheme}'; it must be always, first or never.");
        return (text, isFirst) =>
        {
            var escaped = text.Replace(" ", blank, StringComparison.Ordinal);
            if ((scheme == "always" || (scheme == "first" && isFirst)) && !escaped.StartsWith(blank, StringComparison.Ordinal)) escaped = blank + escaped;
            return splits ? Words(escaped, blank) : [escaped];
        };
    }

    /// <summary>Divides before every blank.</summary>
    private static IEnumerable<string> Words(string text, string blank)
    {
        var begin = 0;
        while (begin < text.Length)
        {
            var end = text.IndexOf(blank, begin + (text.AsSpan(begin).StartsWith(blank, StringComparison.Ordinal) ? blank.Length : 0), StringComparison.Ordinal);
            if (end < 0) end = text.Length;
            yield return text[begin..end];
            begin = end;
        }
    }

    /// <summary>The ids that open and close every text, of a template such as <c>&lt;s&gt; $A</c>.</summary>
    private static (IReadOnlyList<long> Begin, IReadOnlyList<long> End) Template(
        JsonElement? postProcessor, List<(AddedToken Token, bool Normalized)> added, Dictionary<string, int> pieces, List<string> problems)
    {
        if (postProcessor is not { } node) return ([], []);
        if (Text(node, "type") == "Sequence" && node.TryGetProperty("processors", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1)
            return Template(list[0], added, pieces, problems);
        if (Text(node, "type") != "TemplateProcessing" || !node.TryGetProperty("single", out var single) || single.ValueKind != JsonValueKind.Array)
        {
            problems.Add($"the post-processor '{Text(node, "type") ?? node.GetRawText()}' is not supported; TemplateProcessing is.");
            return ([], []);
        }

        var (begin, end, seen) = (new List<long>(), new List<long>(), false);
        foreach (var part in single.EnumerateArray())
        {
            if (Child(part, "Sequence") is not null) seen = true;
            else if (Child(part, "SpecialToken") is { } special && Text(special, "id") is { } name)
            {
                var id = added.Where(t => t.Token.Content == name).Select(t => (int?)t.Token.Id).FirstOrDefault() ?? (pieces.TryGetValue(name, out var piece) ? piece : null);
                if (id is null) problems.Add($"the post-processor's '{name}' is not in the vocabulary.");
                else (seen ? end : begin).Add(id.Value);
            }
        }

        return (begin, end);
    }

    private static JsonElement? Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.String ? child.GetString() : null;

    private static bool Flag(JsonElement parent, string name) => parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.True;
}
