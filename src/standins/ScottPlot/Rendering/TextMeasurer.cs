using System.Collections.Concurrent;
using ScottPlot.Native;

namespace ScottPlot.Rendering;

/// <summary>Measures text as it will be drawn. Sizes are remembered: tick generators ask for the same ones many times.</summary>
internal static class TextMeasurer
{
    private static readonly ConcurrentDictionary<(string Line, TextFont Font), (float Width, float Ascent, float Descent)> Known = new();

    /// <summary>Measures a text of one or more lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="font">Its font.</param>
    internal static MeasuredText Measure(string text, TextFont font)
    {
        string[] lines = string.IsNullOrEmpty(text) ? [] : text.Split('\n');
        (float _, float ascent, float descent) = MeasureLine(string.Empty, font);
        float[] widths = [.. lines.Select(line => MeasureLine(line, font).Width)];
        return new MeasuredText
        {
            Size = new PixelSize(widths.DefaultIfEmpty(0).Max(), (ascent + descent) * lines.Length),
            LineHeight = ascent + descent,
            LineWidths = widths,
            Ascent = ascent,
        };
    }

    private static (float Width, float Ascent, float Descent) MeasureLine(string line, TextFont font) =>
        Known.GetOrAdd((line, font), key =>
        {
            using TextLine laidOut = new(key.Line, key.Font);
            (float ascent, float descent) = laidOut.Heights;
            return (laidOut.Width, ascent, descent);
        });
}
