using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>
/// How strong the LoRA of a module is by PEFT's config: beside the file, or in its metadata, where diffusers write one for each part of a pipeline. What it does not
/// say is as in PEFT, and its patterns are regular expressions of modules' paths.
/// </summary>
public sealed class LoraStrength
{
    private const string MetadataKey = "lora_adapter_metadata";

    // PEFT's own.
    private const double UsualRank = 8, UsualAlpha = 8;

    // A pattern comes from anywhere, and some take for ever.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly Dictionary<string, Section> _sections;

    private LoraStrength(string path, string name, Dictionary<string, Section> sections) => (_path, Name, _sections) = (path, name, sections);

    /// <summary>What the config is called, for messages about the patch.</summary>
    public string Name { get; }

    /// <summary>Reads an <c>adapter_config.json</c>.</summary>
    /// <exception cref="CheckpointException">The config is none, or of an adapter that is not read.</exception>
    public static LoraStrength Open(string config)
    {
        try
        {
            return Read(config, Path.GetFileName(config), File.ReadAllText(config), "", alone: true);
        }
        catch (Exception e) when (e is IOException and not CheckpointException)
        {
            throw new CheckpointException(config, [$"is no config of an adapter: {e.Message}"]);
        }
    }

    /// <summary>The config in a patch's metadata; null where there is none.</summary>
    /// <exception cref="CheckpointException">The config is none, or of an adapter that is not read.</exception>
    public static LoraStrength? Within(ICheckpointFile file) =>
        file is SafetensorsFile { Header.Metadata: var metadata } && metadata.TryGetValue(MetadataKey, out var json) ? Read(file.Path, MetadataKey, json, MetadataKey + ": ", alone: false) : null;

    /// <summary>The rank and alpha of a module, each whether the config says it, and what its product is scaled by; null where the config says nothing of its part.</summary>
    /// <param name="module">The module's path, which begins with its part of the pipeline.</param>
    /// <exception cref="CheckpointException">A pattern takes too long to match.</exception>
    public (double Rank, bool IsRankSaid, double Alpha, bool IsAlphaSaid, double Scale)? Of(string module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var part = module[..(module.IndexOf('.', StringComparison.Ordinal) + 1)];
        if (!_sections.TryGetValue(part, out var section) && !_sections.TryGetValue("", out section)) return null;
        var (saidRank, saidAlpha) = (Value(section.Ranks, section.Rank), Value(section.Alphas, section.Alpha));
        var (rank, alpha) = (saidRank ?? UsualRank, saidAlpha ?? UsualAlpha);
        return (rank, saidRank is not null, alpha, saidAlpha is not null, alpha / (section.Rooted ? Math.Sqrt(rank) : rank));

        // The first that matches, in the config's order.
        double? Value(IReadOnlyList<Pattern> patterns, double? orElse) => patterns.FirstOrDefault(Matches)?.Value ?? orElse;

        bool Matches(Pattern pattern)
        {
            try
            {
                return pattern.Of.IsMatch(module[part.Length..]);
            }
            catch (RegexMatchTimeoutException)
            {
                throw new CheckpointException(_path, [$"{pattern.Name}, which takes too long to match."]);
            }
        }
    }

    private static LoraStrength Read(string path, string name, string json, string lead, bool alone)
    {
        var problems = new List<string>();
        var sections = new Dictionary<string, Section>(StringComparer.Ordinal);
        try
        {
            if (PythonJson.Parse(json) is not JsonObject values) problems.Add("is no config of an adapter: it is no JSON object.");
            // Diffusers set the part before the key: unet.lora_alpha.
            else foreach (var prefix in alone ? [""] : values.Select(v => v.Key[..(v.Key.LastIndexOf('.') + 1)]).Distinct()) sections.Add(prefix, Part(values, prefix, alone, path, problems));
        }
        catch (JsonException e)
        {
            problems.Add($"is no config of an adapter: {e.Message}");
        }

        return problems.Count == 0 ? new LoraStrength(path, name, sections) : throw new CheckpointException(path, [.. problems.Select(problem => lead + problem)]);
    }

    private static Section Part(JsonObject values, string prefix, bool typed, string path, List<string> problems)
    {
        var config = new ModelConfigJson(values, path);
        var type = config.Text(prefix + "peft_type", typed ? "" : "LORA");
        if (config.Problems.Count == 0 && type != "LORA") problems.Add("not supported: adapters other than LoRA.");
        if (config.Bool(prefix + "use_dora", false)) problems.Add("not supported: DoRA. LoRA and full differences are read.");
        var section = new Section(
            One("r", whole: true), One("lora_alpha", whole: false), config.Bool(prefix + "use_rslora", false), Patterns("rank_pattern", whole: true), Patterns("alpha_pattern", whole: false));
        problems.AddRange(config.Problems);
        return section;

        double? One(string key, bool whole) => values.TryGetPropertyValue(prefix + key, out var node) ? Number($"'{prefix}{key}' is", node, whole) : null;

        double Number(string what, JsonNode? node, bool whole)
        {
            if (node is JsonValue leaf && leaf.TryGetValue(out double number) && double.IsFinite(number) && (!whole || (double.IsInteger(number) && number is >= 1 and <= int.MaxValue))) return number;
            problems.Add($"{what} {node?.ToJsonString() ?? "null"}; it must be {(whole ? "a whole number, 1 or more" : "a number")}.");
            return 1;
        }

        IReadOnlyList<Pattern> Patterns(string key, bool whole)
        {
            if (values[prefix + key] is not { } node) return [];
            var patterns = new List<Pattern>();
            if (node is not JsonObject list) problems.Add($"'{prefix}{key}' is {node.ToJsonString()}; it must be an object.");
            else foreach (var (pattern, value) in list) Add(pattern, Number($"'{prefix}{key}' has for '{pattern}'", value, whole));
            return patterns;

            void Add(string pattern, double value)
            {
                var name = $"'{prefix}{key}' has '{pattern}'";
                try
                {
                    // From the path's start or behind a dot, to its end.
                    patterns.Add(new Pattern(name, new Regex($@"\A(?:(.*\.)?({pattern})$)", RegexOptions.CultureInvariant, MostTime), value));
                }
                catch (ArgumentException e)
                {
                    problems.Add($"{name}, which is no regular expression: {e.Message}");
                }
            }
        }
    }

    private sealed record Section(double? Rank, double? Alpha, bool Rooted, IReadOnlyList<Pattern> Ranks, IReadOnlyList<Pattern> Alphas);

    private sealed record Pattern(string Name, Regex Of, double Value);
}
