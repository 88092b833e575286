using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Store;

/// <summary>
/// Action records as JSON, written and read by hand: an all-fresh run reads dozens, and reflection would cost more than they do. A record ends with a
/// sum of all that stands before it, for a changed digit would else be believed; those of the first format have none.
/// </summary>
internal static class ActionRecordJson
{
    private const int Format = 2, FormatWithoutSum = 1;

    private static readonly byte[] End = "\n}"u8.ToArray(), SumStart = ",\n  \"sum\": \""u8.ToArray(), SumEnd = "\"\n}"u8.ToArray();

    public static byte[] Write(ActionRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("key", record.Key.ToString());
            json.WriteString("stage", record.Stage);
            json.WriteString("subject", record.Subject);
            json.WriteNumber("version", record.Version);
            json.WritePropertyName("parameters");
            json.WriteRawValue(record.Parameters);
            json.WriteStartObject("inputs");
            foreach (var (name, content) in record.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
                json.WriteString(name, content.ToString());
            json.WriteEndObject();
            json.WriteStartObject("outputs");
            foreach (var (name, output) in record.Outputs.OrderBy(o => o.Key, StringComparer.Ordinal))
                WriteOutput(json, name, output);
            json.WriteEndObject();
            json.WriteNumber("seconds", record.Duration.TotalSeconds);
            if (record.PeakMemory is { } peak) json.WriteNumber("peakBytes", peak);
            json.WriteBoolean("inputsRead", record.InputsRead);
            json.WriteString("created", record.Created.ToString("O", CultureInfo.InvariantCulture));
            json.WriteStartObject("provenance");
            foreach (var (name, value) in record.Provenance.OrderBy(p => p.Key, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        var text = buffer.WrittenSpan;
        return [.. text[..^End.Length], .. SumStart, .. Encoding.ASCII.GetBytes(Digest.Of(text).ToString()), .. SumEnd];
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="FormatException">The text is not a record, or not as it was written.</exception>
    public static ActionRecord Read(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var format = root.GetProperty("format").GetInt32();
            if (format is not (Format or FormatWithoutSum) || (format == Format && !IsAsWritten(text)))
                throw new FormatException("The record has another format, or was changed.");
            return new ActionRecord
            {
                Key = Digest.Parse(Text(root.GetProperty("key"))),
                Stage = root.GetProperty("stage").GetString() ?? throw new FormatException("The record names no stage."),
                Subject = root.GetProperty("subject").GetString(),
                Version = root.GetProperty("version").GetInt32(),
                Parameters = root.GetProperty("parameters").GetRawText(),
                InputsRead = root.TryGetProperty("inputsRead", out var read) && read.GetBoolean(),
                Inputs = root.GetProperty("inputs").EnumerateObject().ToDictionary(i => i.Name, i => ReadContent(Text(i.Value))),
                Outputs = root.GetProperty("outputs").EnumerateObject().ToDictionary(o => o.Name, o => ReadOutput(o.Value)),
                Duration = TimeSpan.FromSeconds(root.GetProperty("seconds").GetDouble()),
                PeakMemory = root.TryGetProperty("peakBytes", out var peak) ? peak.GetInt64() : null,
                Created = DateTimeOffset.Parse(Text(root.GetProperty("created")), CultureInfo.InvariantCulture),
                Provenance = root.GetProperty("provenance").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? ""),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new FormatException($"Not an action record: {e.Message}", e);
        }
    }

    private static bool IsAsWritten(ReadOnlySpan<byte> text)
    {
        const int digits = 2 * Digest.Size;
        var start = text.Length - SumStart.Length - digits - SumEnd.Length;
        if (start < 0 || !text[start..].StartsWith(SumStart) || !text.EndsWith(SumEnd))
            return false;
        byte[] written = [.. text[..start], .. End];
        return Encoding.ASCII.GetString(text.Slice(start + SumStart.Length, digits)) == Digest.Of(written).ToString();
    }

    private static void WriteOutput(Utf8JsonWriter json, string name, RecordedOutput output)
    {
        json.WriteStartObject(name);
        json.WriteString("content", output.Content.ToString());
        json.WriteNumber("size", output.Size);
        json.WriteNumber("files", output.Files);
        json.WriteNumber("listingSize", output.ListingSize);
        json.WriteEndObject();
    }

    private static RecordedOutput ReadOutput(JsonElement output) => new(
        ReadContent(Text(output.GetProperty("content"))),
        output.GetProperty("size").GetInt64(),
        output.GetProperty("files").GetInt32(),
        output.GetProperty("listingSize").GetInt64());

    private static string Text(JsonElement value) => value.GetString() ?? throw new FormatException("The record has null where a text is needed.");

    private static Content ReadContent(string text) => text.Split(' ') switch
    {
        ["file", var digest] => new Content(ArtifactKind.File, Digest.Parse(digest)),
        ["folder", var digest] => new Content(ArtifactKind.Folder, Digest.Parse(digest)),
        _ => throw new FormatException($"'{text}' is neither a file's nor a folder's digest."),
    };
}
