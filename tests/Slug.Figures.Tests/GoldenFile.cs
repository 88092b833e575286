using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slug.Figures.Tests;

/// <summary>
/// Compares with a file under Golden/. A missing or different file fails the test and leaves what came out in a temporary folder, to be
/// looked at and copied over when it is right.
/// </summary>
internal static class GoldenFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Rounded(), new JsonStringEnumConverter() },
    };

    internal static void Matches(string name, object figureData) => Matches(name, JsonSerializer.Serialize(figureData, Options) + "\n");

    internal static void Matches(string name, string actual)
    {
        string golden = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        string expected = File.Exists(golden) ? File.ReadAllText(golden).ReplaceLineEndings("\n") : string.Empty;
        if (expected == actual.ReplaceLineEndings("\n"))
            return;
        string received = Path.Combine(Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "slug-received")).FullName, name);
        File.WriteAllText(received, actual);
        Assert.Fail($"Golden/{name} {(expected.Length == 0 ? "is missing" : "differs")}; what came out is in {received}.");
    }

    /// <summary>Six decimals, so that the last bits of a logarithm do not count.</summary>
    private sealed class Rounded : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value, 6) + 0.0);
    }
}
