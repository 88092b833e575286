using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slug.Figures.Tables;

/// <summary>The table for programs: accuracies as fractions, null where there is no number.</summary>
internal static class JsonTable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string Render(IReadOnlyList<ResultRow> rows)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Options))
        {
            writer.WriteStartArray();
            IReadOnlyList<Measure> measures = ResultTable.MeasuresOf(rows);
            foreach (ResultRow row in rows)
                Write(writer, row, DataColumns.Forgotten(measures), DataColumns.Membership(measures));
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(
        Utf8JsonWriter writer, ResultRow row, IReadOnlyList<(string Name, string Key)> forgotten, IReadOnlyList<(string Name, string Key)> membership)
    {
        writer.WriteStartObject();
        writer.WriteString("method", row.Method);
        writer.WriteString("concept", row.Concept);
        Write(writer, "learningRate", row.LearningRate);
        writer.WriteString("layer", row.Layer);
        Write(writer, "lambda", row.Lambda);
        foreach ((string name, string key) in forgotten)
            Write(writer, name, row.Value(key));
        writer.WriteStartObject("ta");
        foreach (Measure measure in row.Measures.Where(measure => measure.Subject == MeasureSubject.Kept))
            Write(writer, measure.Key, measure.Value);
        writer.WriteEndObject();
        Write(writer, "seconds", row.Seconds);
        writer.WriteString("setting", row.Setting);
        Write(writer, "epoch", row.Epoch);
        Write(writer, "storedBytes", row.StoredBytes);
        foreach ((string name, string key) in membership)
            Write(writer, name, row.Value(key));
        Write(writer, "peakBytes", row.PeakBytes);
        writer.WriteString("verdict", DataColumns.Verdict(row));
        foreach (Measure cost in row.Measures.Where(measure => measure.Subject == MeasureSubject.Cost))
            Write(writer, cost.Key, cost.Value);
        if (row.Reached.Count > 0)
        {
            writer.WriteStartObject("reachedInSearch");
            foreach (Measure measure in row.Reached)
                Write(writer, measure.Key, measure.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>JSON has no NaN or infinity: they become null, as numbers that do not exist.</summary>
    private static void Write(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            writer.WriteNumber(name, number);
        else
            writer.WriteNull(name);
    }
}
