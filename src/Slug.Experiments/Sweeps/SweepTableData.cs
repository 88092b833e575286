using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Sweeps;

namespace Slug.Experiments.Sweeps;

/// <summary>The table for programs: all digits, shares from 0 to 1.</summary>
internal static class SweepTableData
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Comma-separated values (RFC 4180). The last column names the metrics in which a point is the best, or among the best.</summary>
    public static string ToCsv(SweepTable table)
    {
        IEnumerable<IEnumerable<string>> lines =
        [
            ["point", "state", .. table.Paths, .. table.Metrics.Select(m => m.Name), "best"],
            .. table.Rows.Select(row => (IEnumerable<string>)
            [
                row.Point, SweepTableText.StateText(row.State),
                .. row.Values.Select(v => v is null ? "" : SweepValues.Text(v)),
                .. table.Metrics.Select(m => row.Find(m.Name)?.Value?.ToString("R", CultureInfo.InvariantCulture) ?? ""),
                string.Join(' ', Best(table, row)),
            ]),
        ];
        return string.Concat(lines.Select(cells => string.Join(',', cells.Select(Quote)) + "\r\n"));
    }

    /// <summary>An object with the sweep's name and its points, each with <c>values</c>, <c>metrics</c> and <c>best</c>.</summary>
    public static string ToJson(SweepTable table)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("sweep", table.Sweep);
            writer.WriteStartArray("points");
            foreach (var row in table.Rows)
                Write(writer, table, row);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, SweepTable table, SweepRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("point", row.Point);
        writer.WriteString("state", SweepTableText.StateText(row.State));
        writer.WriteStartObject("values");
        for (var i = 0; i < table.Paths.Count; i++)
        {
            writer.WritePropertyName(table.Paths[i]);
            Write(writer, row.Values[i]);
        }
        writer.WriteEndObject();
        writer.WriteStartObject("metrics");
        foreach (var metric in row.Metrics)
        {
            if (metric.Value is { } value && double.IsFinite(value))
                writer.WriteNumber(metric.Name, value);
            else
                writer.WriteNull(metric.Name);
        }
        writer.WriteEndObject();
        writer.WriteStartArray("best");
        foreach (var name in Best(table, row))
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ConfigNode? value)
    {
        switch (value)
        {
            case null or ConfigScalar { IsNull: true }:
                writer.WriteNullValue();
                break;
            case ConfigScalar { IsQuoted: false, Text: "true" or "false" } scalar:
                writer.WriteBooleanValue(scalar.Text == "true");
                break;
            case ConfigScalar { IsQuoted: false } scalar when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case ConfigScalar scalar:
                writer.WriteStringValue(scalar.Text);
                break;
            case ConfigSequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case ConfigMapping mapping:
                writer.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value);
                }
                writer.WriteEndObject();
                break;
        }
    }

    private static IEnumerable<string> Best(SweepTable table, SweepRow row) => table.Metrics.Where(m => table.IsBest(row, m)).Select(m => m.Name);

    private static string Quote(string cell) => cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";
}
