using System.Text.Json;
using Slug.Models.Checkpoints;

namespace Slug.Models.Tokenizers.Llama;

/// <summary>Finds and reads the tokenizer in a model's folder: <c>tokenizer.json</c>, or else <c>tokenizer.model</c> with the added tokens beside it.</summary>
public static class LlamaTokenizerFiles
{
    private const string Json = "tokenizer.json", Model = "tokenizer.model", Config = "tokenizer_config.json", AddedJson = "added_tokens.json";

    /// <summary>The files that make a tokenizer, where a folder has them: what belongs to an export.</summary>
    public static IReadOnlyList<string> Names { get; } = [Json, Model, Config, AddedJson, "special_tokens_map.json"];

    /// <summary>Reads a folder's tokenizer.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is not Llama's.</exception>
    public static LlamaTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (json, model) = (Path.Combine(folder, Json), Path.Combine(folder, Model));
        var found = File.Exists(json) ? json : File.Exists(model) ? model
            : throw new InvalidDataException($"{folder} has no tokenizer: put {Json} or {Model} there.");
        try
        {
            return found == json ? TokenizerJson.Read(File.ReadAllText(json)) : FromModel(folder, File.ReadAllBytes(model));
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            throw new InvalidDataException($"{found}: {e.Message}", e);
        }
    }

    private static LlamaTokenizer FromModel(string folder, byte[] model)
    {
        using var config = ReadObject(Path.Combine(folder, Config));
        var tokens = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        if (ReadObject(Path.Combine(folder, AddedJson)) is { } older)
        {
            using (older)
            {
                foreach (var token in older.RootElement.EnumerateObject().Where(t => t.Value.ValueKind == JsonValueKind.Number))
                {
                    tokens[token.Name] = new AddedToken(token.Name, token.Value.TryGetInt32(out var id)
                        ? id
                        : throw new InvalidDataException($"the id of '{token.Name}' in {AddedJson} beside it is {token.Value.GetRawText()}."), Special: token.Name.StartsWith('<'));
                }
            }
        }

        if (config is not null && config.RootElement.TryGetProperty("added_tokens_decoder", out var decoder) && decoder.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in decoder.EnumerateObject())
            {
                if (int.TryParse(entry.Name, out var id) && entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String && content.GetString() is { Length: > 0 } text)
                    tokens[text] = new AddedToken(text, id, Flag(entry.Value, "special"), Flag(entry.Value, "lstrip"), Flag(entry.Value, "rstrip"), Flag(entry.Value, "single_word"));
            }
        }

        var root = config?.RootElement;
        // transformers' LlamaTokenizer opens texts, and puts a blank behind added tokens, unless its config says otherwise.
        return SentencePieceFile.Read(model, [.. tokens.Values], blankBeforeEveryPart: !Is(root, "legacy", JsonValueKind.False), begin: !Is(root, "add_bos_token", JsonValueKind.False));
    }

    private static JsonDocument? ReadObject(string path)
    {
        if (!File.Exists(path)) return null;
        var document = ForeignJson.Document(File.ReadAllBytes(path));
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw new InvalidDataException($"{Path.GetFileName(path)} beside it is not a JSON object.");
    }

    private static bool Flag(JsonElement parent, string name) => Is(parent, name, JsonValueKind.True);

    private static bool Is(JsonElement? parent, string name, JsonValueKind kind) => parent is { } node && node.TryGetProperty(name, out var child) && child.ValueKind == kind;
}
