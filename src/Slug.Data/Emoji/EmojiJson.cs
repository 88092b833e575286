using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slug.Data.Emoji;

/// <summary>What a sample's <c>key.json</c> says about its image.</summary>
/// <param name="Name">The thing drawn.</param>
/// <param name="Vendor">Who drew it.</param>
/// <param name="Subcategory">The group that the thing belongs to, in words.</param>
public sealed record EmojiSampleInfo(string Name, string Vendor, string Subcategory)
{
    /// <summary>Reads a sample's <c>key.json</c>.</summary>
    /// <exception cref="InvalidDataException">The sample has none, or it is something else.</exception>
    public static EmojiSampleInfo Of(WebDataset.TarSample sample)
    {
        try
        {
            var info = sample.Json is { } json ? JsonSerializer.Deserialize(json, EmojiJson.Default.EmojiSampleInfo) : null;
            return info is { Name: not null, Subcategory: not null, Vendor: not null }
                ? info
                : throw new InvalidDataException($"The sample {sample.Key} does not say what it shows: name, vendor, subcategory.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"The sample {sample.Key} has a json that cannot be read: {failure.Message}", failure);
        }
    }
}

/// <summary>The serializer for the small JSON files of this folder: camel case, compile-time generated.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EmojiSampleInfo))]
internal sealed partial class EmojiJson : JsonSerializerContext;
