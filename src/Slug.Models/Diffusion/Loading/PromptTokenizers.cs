using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;

namespace Slug.Models.Diffusion.Loading;

/// <summary>Reads the <c>tokenizer/</c> of a pipeline's folder.</summary>
internal static class PromptTokenizers
{
    /// <summary>Reads it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="context">Length of prompts, that of the text encoder's positions.</param>
    /// <exception cref="InvalidDataException">It is not CLIP's tokenizer, or names a padding that is none of its tokens.</exception>
    public static PromptTokenizer Load(string folder, int context)
    {
        var merges = CheckpointTokenizer.Find(Path.Combine(folder, "config.json"))
            ?? throw new InvalidDataException($"{folder} lacks merges.txt or tokenizer.json, which a CLIP tokenizer has.");
        var tokenizer = new ClipTokenizer(CheckpointTokenizer.Load(merges));
        return new PromptTokenizer(tokenizer, PadId(folder, tokenizer), context);
    }

    private static int PadId(string folder, ClipTokenizer tokenizer)
    {
        var token = PadToken(folder, "special_tokens_map.json") ?? PadToken(folder, "tokenizer_config.json");
        if (token is null or "<|endoftext|>") return tokenizer.EndOfText;
        if (Vocabulary(folder)?[token] is JsonValue id && id.TryGetValue(out int number)) return number;
        // The first id of every CLIP vocabulary, with which Stable Diffusion 2 pads.
        if (token == "!") return 0;
        throw new InvalidDataException($"{folder}: the padding '{token}' is none of the tokens.");
    }

    private static string? PadToken(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path) || PythonJson.Parse(File.ReadAllText(path)) is not JsonObject root) return null;
        return root["pad_token"] switch
        {
            JsonValue value when value.TryGetValue(out string? text) => text,
            JsonObject token => token["content"]?.ToString(),
            _ => null,
        };
    }

    private static JsonObject? Vocabulary(string folder)
    {
        var path = Path.Combine(folder, "vocab.json");
        return File.Exists(path) ? PythonJson.Parse(File.ReadAllText(path)) as JsonObject : null;
    }
}
