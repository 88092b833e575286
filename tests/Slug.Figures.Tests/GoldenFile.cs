using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slug.Figures.Tests;

/// <summary>Figure data compared with a file under Golden/.</summary>
internal static class GoldenFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Rounded(), new JsonStringEnumConverter() },
    };

    internal static void Matches(string name, object figureData) => GoldenFiles.Matches(name, JsonSerializer.Serialize(figureData, Options) + "\n");

    /// <summary>Six decimals, so that the last bits of a logarithm do not count.</summary>
    private sealed class Rounded : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value, 6) + 0.0);
    }
}
