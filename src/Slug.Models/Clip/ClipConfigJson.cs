using System.Text.Json;
using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;

namespace Slug.Models.Clip;

/// <summary>
/// Reads and writes <see cref="ClipConfig"/> as snake_case JSON. An open_clip card also describes models that this project does not
/// build (other stems, pooling, text encoders): a key that would change the architecture is an error, not a silent default.
/// </summary>
internal static class ClipConfigJson
{
    private static readonly HashSet<string> OtherArchitectures = new(StringComparer.Ordinal) { "multimodal_cfg", "custom_text" };

    public static ClipConfig Parse(string json)
    {
        JsonObject root;
        try
        {
            root = ForeignJson.Node(json) as JsonObject ?? throw new InvalidDataException("the CLIP config is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the CLIP config is not JSON: {e.Message}", e);
        }

        var problems = new List<string>();
        foreach (var (key, _) in root.Where(p => OtherArchitectures.Contains(p.Key))) problems.Add($"'{key}' describes an architecture that is not supported.");
        var vision = new Section(Child(root, "vision", problems), "vision", problems);
        var text = new Section(Child(root, "text", problems), "text", problems);
        var config = new ClipConfig
        {
            EmbedDim = new Section(root, "", problems).Int("embed_dim"),
            QuickGelu = new Section(root, "", problems).Bool("quick_gelu"),
            Vision = new ClipVisionConfig
            {
                ImageSize = vision.Int("image_size"),
                PatchSize = vision.Int("patch_size"),
                Width = vision.Int("width"),
                Layers = vision.Int("layers"),
                HeadWidth = vision.Int("head_width", 64),
                MlpRatio = vision.Double("mlp_ratio", 4),
            },
            Text = new ClipTextConfig
            {
                ContextLength = text.Int("context_length", 77),
                VocabSize = text.Int("vocab_size", 49408),
                Width = text.Int("width"),
                Heads = text.Int("heads"),
                Layers = text.Int("layers"),
                MlpRatio = text.Double("mlp_ratio", 4),
                EndOfText = text.Has("end_of_text") ? text.Int("end_of_text") : null,
            },
        };
        vision.RejectUnread();
        text.RejectUnread();
        if (problems.Count == 0) problems.AddRange(config.Problems());
        return problems.Count == 0 ? config : throw new InvalidDataException(ClipConfig.Describe(problems));
    }

    public static string Write(ClipConfig config) => JsonSerializer.Serialize(
        new
        {
            config.EmbedDim,
            Vision = new { config.Vision.ImageSize, config.Vision.PatchSize, config.Vision.Width, config.Vision.Layers, config.Vision.HeadWidth, config.Vision.MlpRatio },
            config.Text,
            config.QuickGelu,
        },
        new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true });

    private static JsonObject Child(JsonObject root, string name, List<string> problems)
    {
        if ((root[name] ?? root[name + "_cfg"]) is JsonObject section) return section;
        problems.Add($"'{name}' (or '{name}_cfg') is missing or not an object.");
        return [];
    }

    private sealed class Section(JsonObject values, string name, List<string> problems)
    {
        private readonly HashSet<string> _read = new(StringComparer.Ordinal);

        public int Int(string key, int? orElse = null) =>
            Value<int>(key, orElse, (JsonValue v, out int result) => v.TryGetValue(out result), "a whole number");

        public double Double(string key, double orElse) =>
            Value<double>(key, orElse, (JsonValue v, out double result) => v.TryGetValue(out result), "a number");

        public bool Bool(string key) =>
            Value<bool>(key, false, (JsonValue v, out bool result) => v.TryGetValue(out result), "true or false");

        public bool Has(string key) => values[key] is not null;

        public void RejectUnread()
        {
            foreach (var (key, _) in values.Where(p => !_read.Contains(p.Key))) problems.Add($"'{name}.{key}' is not supported.");
        }

        private delegate bool Reader<T>(JsonValue value, out T result);

        private T Value<T>(string key, T? orElse, Reader<T> read, string expected)
            where T : struct
        {
            _read.Add(key);
            var label = name.Length == 0 ? key : $"{name}.{key}";
            if (values[key] is not { } node)
            {
                if (orElse is { } value) return value;
                problems.Add($"'{label}' is missing.");
                return default;
            }

            if (node is JsonValue leaf && read(leaf, out var result)) return result;
            problems.Add($"'{label}' is {node.ToJsonString()}; it must be {expected}.");
            return default;
        }
    }
}
