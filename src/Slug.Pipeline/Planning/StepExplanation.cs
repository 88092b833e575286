using System.Globalization;
using System.Text;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Planning;

/// <summary>The whole account of a step: what it is made from, what it makes, and how its result was made.</summary>
/// <param name="Id">The step's id.</param>
/// <param name="Version">The stage's version.</param>
/// <param name="Verdict">Whether it would run, and why.</param>
/// <param name="Key">Its key, or null while a step before it is not fresh.</param>
/// <param name="Parameters">The parameters, named as they stand in the config.</param>
/// <param name="Inputs">Every input: where it comes from, and its content if that is known.</param>
/// <param name="Outputs">Every output: where it is published, or null.</param>
/// <param name="Record">The record of the result in the store; of the last run when there is none for the key; null when it never ran.</param>
public sealed record StepExplanation(
    string Id,
    int Version,
    FreshnessVerdict Verdict,
    Digest? Key,
    IReadOnlyList<(string Path, string Value)> Parameters,
    IReadOnlyList<(string Name, string Source, Content? Content)> Inputs,
    IReadOnlyList<(string Name, string? PublishedAs)> Outputs,
    ActionRecord? Record)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line("step", $"{Id}, stage version {Version}");
        Line("verdict", PlanText.Verdict(Verdict, all: true));
        Line("key", Key?.ToString() ?? "not known before the steps that it waits for have run");
        foreach (var (path, value) in Parameters)
            Line("parameter", $"{path}: {value}");
        foreach (var (name, source, content) in Inputs)
            Line("input", $"{name} from {source}: {content?.ToString() ?? "yet to be made"}");
        foreach (var (name, published) in Outputs)
        {
            var made = Record?.Outputs.GetValueOrDefault(name) is { } o ? $": {o.Content}, {Durations.Amount(o.Size, "B")}{(o.ListingSize > 0 ? $" in {o.Files} files" : "")}" : "";
            Line("output", $"{name}{(published is null ? "" : $" shown as {published}")}{made}");
        }
        if (Record is { } record)
        {
            Line("made", $"{record.Created.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC in {Durations.Text(record.Duration)}{(record.PeakMemory is { } peak ? $" and {Durations.Amount(peak, "B")} of memory" : "")}{(record.Key == Key ? "" : ", with another key")}");
            foreach (var (name, value) in record.Provenance.OrderBy(p => p.Key, StringComparer.Ordinal))
                Line("provenance", $"{name}: {value}");
        }
        return text.ToString();

        void Line(string label, string value) => text.Append(label.PadRight(12)).Append(value).Append('\n');
    }
}
