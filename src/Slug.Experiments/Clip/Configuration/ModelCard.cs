using Slug.Models.Clip;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

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
    public static ClipConfig Load(string path) =>
        Path.GetExtension(path) is ".yaml" or ".yml" ? LoadYaml(path) : ClipConfig.Load(path);

    private static ClipConfig LoadYaml(string path)
    {
        try
        {
            // Numbers would be text otherwise, which a card does not take for numbers.
            var card = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(File.ReadAllText(path));
            return ClipConfig.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(card));
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{path}:{e.Start.Line}: not valid YAML: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }
}
