using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Evaluation.Answers;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>An answer as it is kept, one JSON object a line.</summary>
/// <param name="Set">What it was asked for: names, kinds, yes/no, or a question file's name.</param>
/// <param name="Picture">The picture: its key in the set, or its path in the question file.</param>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Seed">The config's seed; the answer itself is the likeliest one, without any chance.</param>
/// <param name="Model">Tells the model: a digest of its config, of the beginnings and ends of its weights, and of the change.</param>
internal sealed record AnswerLine(string Set, string Picture, string Question, string Answer, long Seed, string Model)
{
    /// <summary>The sets that are asked about the data's test pictures.</summary>
    public const string NameSet = "names", KindSet = "kinds", YesNoSet = "yes-no";

    /// <summary>The sets that are asked about the search set's pictures, which a small LLaVA was trained on, and about new views of them.</summary>
    public const string KnownSet = "known", KnownKindSet = "known-kinds", KnownYesNoSet = "known-yes-no", ViewSet = "views";

    /// <summary>What the picture shows, of the data's pictures.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; init; }

    /// <summary>The accepted answers; null where the label is to be named.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Accepted { get; init; }

    /// <summary>When an answer is right.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerScoring? Scoring { get; init; }

    /// <summary>Writes lines.</summary>
    public static void Save(string path, IEnumerable<AnswerLine> lines) => File.WriteAllLines(path, lines.Select(line => JsonSerializer.Serialize(line, AnswerJson.Default.AnswerLine)));

    /// <summary>Reads lines.</summary>
    public static IReadOnlyList<AnswerLine> Load(string path) => [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize(line, AnswerJson.Default.AnswerLine)!)];
}

/// <summary>The compiled serialiser.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AnswerLine))]
internal sealed partial class AnswerJson : JsonSerializerContext;
