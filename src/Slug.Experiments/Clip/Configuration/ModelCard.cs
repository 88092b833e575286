using System.Text.Json;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>
/// The sizes of a model, as a config names them: open_clip's card, the <c>config.json</c> beside a Hugging Face checkpoint, or either as YAML.
/// </summary>
public static class ModelCard
{
    /// <summary>Reads a card.</summary>
    /// <param name="path">The file: YAML where its name ends in <c>.yaml</c> or <c>.yml</c>, else JSON.</param>
    /// <exception cref="InvalidDataException">It is no model card, or of a model that is not built here; all problems are listed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ClipConfig Load(string path)
    {
        PlainFile.Ensure(path);
        var card = Path.GetExtension(path) is ".yaml" or ".yml" ? LoadYaml(path) : LoadJson(path);
        // Of an id that ends no caption none would be found, and all captions pooled at their first token.
        return card.Text.EndOfText is not { } end
            ? card
            : throw new InvalidDataException($"{path}: captions are pooled at the id {end}, which ends none of them: the tokenizer ends captions with "
                + $"{Math.Min(card.Text.VocabSize, ClipTokenizer.VocabularySize) - 1}. Write that, or 2 as eos_token_id for the largest id of a caption.");
    }

    private static ClipConfig LoadJson(string path)
    {
        try
        {
            // On the hub open_clip's card stands within a file that speaks of preprocessing too.
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("model_cfg", out var card))
                return ClipConfig.Parse(card.GetRawText());
        }
        catch (JsonException)
        {
            // The reader below says what is wrong.
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }

        return ClipConfig.Load(path);
    }

    private static ClipConfig LoadYaml(string path)
    {
        var problems = new List<ConfigProblem>();
        var root = ConfigReader.ReadText(path, problems) is { } text ? ConfigReader.Parse(text, path, problems) : null;
        var json = root is null ? null : ConfigJson.Write(root, problems);
        if (problems.Count > 0)
            throw new InvalidDataException(string.Join(Environment.NewLine, problems));
        try
        {
            return ClipConfig.Parse(json ?? "null");
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }
}
