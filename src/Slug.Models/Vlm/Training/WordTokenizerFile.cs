using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slug.Models.Tokenizers.Llama;

namespace Slug.Models.Vlm.Training;

/// <summary>
/// Writes a <c>tokenizer.json</c> of Llama's kind for a small model: every word of the given texts is one token, other words are spelt in their
/// longest known beginning and letters. A byte-pair encoding merges pairs, so a word's beginnings are pieces too, each one letter longer.
/// </summary>
public static class WordTokenizerFile
{
    private const string Unknown = "<unk>", Begin = "<s>", End = "</s>", Pad = "<pad>";

    /// <summary>Writes the file into a folder, with <c>&lt;image&gt;</c> and <c>&lt;pad&gt;</c> added; what <see cref="LlamaTokenizerFiles.Load"/> and transformers read.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="texts">All texts whose words are to be tokens: questions, answers, the prompt.</param>
    public static void Write(string folder, IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var words = texts.SelectMany(text => text.Replace(PromptTemplate.Image, " ", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Select(word => word.Trim([.. word.Where(char.IsPunctuation)])).Where(word => word.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        var letters = texts.SelectMany(text => text).Where(c => !char.IsWhiteSpace(c)).Append(LlamaTokenizer.Blank).Append('\n').Distinct().Order().Select(c => c.ToString());
        // Shorter beginnings first: each is made of the one before it and a letter.
        var beginnings = words.SelectMany(word => Enumerable.Range(1, word.Length).Select(length => LlamaTokenizer.Blank + word[..length])).Distinct()
            .OrderBy(piece => piece.Length).ThenBy(piece => piece, StringComparer.Ordinal).ToList();
        string[] pieces = [Unknown, Begin, End, .. letters, .. beginnings];
        var vocabulary = new JsonObject();
        foreach (var (id, piece) in pieces.Index()) vocabulary[piece] = id;
        var root = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(Added(Unknown, 0), Added(Begin, 1), Added(End, 2), Added(PromptTemplate.Image, pieces.Length), Added(Pad, pieces.Length + 1)),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "Metaspace", ["replacement"] = LlamaTokenizer.Blank.ToString(), ["prepend_scheme"] = "first", ["split"] = false },
            ["post_processor"] = new JsonObject
            {
                ["type"] = "TemplateProcessing",
                ["single"] = new JsonArray(Special(Begin), Sequence("A")),
                ["pair"] = new JsonArray(Special(Begin), Sequence("A"), Special(Begin), Sequence("B")),
                ["special_tokens"] = new JsonObject { [Begin] = new JsonObject { ["id"] = Begin, ["ids"] = new JsonArray(1), ["tokens"] = new JsonArray(Begin) } },
            },
            ["decoder"] = new JsonObject { ["type"] = "Metaspace", ["replacement"] = LlamaTokenizer.Blank.ToString(), ["prepend_scheme"] = "first", ["split"] = false },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = Unknown,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = true,
                ["byte_fallback"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. beginnings.Select(piece => (JsonNode)$"{piece[..^1]} {piece[^1]}")]),
            },
        };
        Directory.CreateDirectory(folder);
        var options = new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), root.ToJsonString(options) + "\n");
        var config = new JsonObject
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["bos_token"] = Begin,
            ["eos_token"] = End,
            ["unk_token"] = Unknown,
            ["pad_token"] = Pad,
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), config.ToJsonString(options) + "\n");
    }

    private static JsonObject Added(string token, int id) => new()
    {
        ["id"] = id,
        ["content"] = token,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject Special(string id) => new() { ["SpecialToken"] = new JsonObject { ["id"] = id, ["type_id"] = 0 } };

    private static JsonObject Sequence(string id) => new() { ["Sequence"] = new JsonObject { ["id"] = id, ["type_id"] = 0 } };
}
