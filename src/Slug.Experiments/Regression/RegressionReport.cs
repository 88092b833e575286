using System.Globalization;
using System.Text;
using Slug.Figures.Tables;

namespace Slug.Experiments.Regression;

/// <summary>How a metric stands against its baseline.</summary>
public enum MetricVerdict
{
    /// <summary>It did not move, or within its tolerance.</summary>
    Within,

    /// <summary>It is better by more than its tolerance: a reason to update the baseline.</summary>
    Better,

    /// <summary>It is worse by more than its tolerance.</summary>
    Worse,

    /// <summary>The baseline has it and the run does not.</summary>
    Gone,

    /// <summary>The run has it and the baseline does not.</summary>
    New,
}

/// <summary>A metric beside its baseline.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Before">The baseline's value.</param>
/// <param name="Now">The run's value.</param>
/// <param name="Tolerance">How much worse it may be.</param>
/// <param name="Verdict">How it stands.</param>
public sealed record MetricChange(string Name, double? Before, double? Now, double? Tolerance, MetricVerdict Verdict)
{
    /// <summary>Whether it moved at all.</summary>
    public bool Moved => Verdict != MetricVerdict.Within || Before != Now;
}

/// <summary>A run beside its baseline.</summary>
/// <param name="Changes">Every metric: the baseline's in its order, then what is new.</param>
public sealed record RegressionReport(IReadOnlyList<MetricChange> Changes)
{
    /// <summary>Whether a metric got worse beyond its tolerance, or is gone.</summary>
    public bool IsRegression => Changes.Any(c => c.Verdict is MetricVerdict.Worse or MetricVerdict.Gone);

    /// <summary>Compares a run with its baseline.</summary>
    /// <param name="baseline">What it was.</param>
    /// <param name="now">What it is, as <see cref="Baseline.Of"/> makes it.</param>
    public static RegressionReport Compare(Baseline baseline, Baseline now)
    {
        var known = baseline.Metrics.Select(m => now.Metrics.TryGetValue(m.Key, out var found)
            ? new MetricChange(m.Key, m.Value.Value, found.Value, m.Value.Tolerance, Judge(m.Value, found.Value))
            : new MetricChange(m.Key, m.Value.Value, null, m.Value.Tolerance, MetricVerdict.Gone));
        var added = now.Metrics.Where(m => !baseline.Metrics.ContainsKey(m.Key)).Select(m => new MetricChange(m.Key, null, m.Value.Value, null, MetricVerdict.New));
        return new RegressionReport([.. known, .. added]);
    }

    /// <summary>A table of what moved, and a line that sums up.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var moved = Changes.Where(c => c.Moved).ToList();
        if (moved.Count > 0)
        {
            var rows = moved.Select(c => (IReadOnlyList<string>)[c.Name, Number(c.Before), Number(c.Now), Signed(c.Now - c.Before), Number(c.Tolerance), Say(c.Verdict)]);
            text.Append(new ReadableTable(["metric", "baseline", "now", "change", "tolerance", "verdict"], [false, true, true, true, true, false], [.. rows]).ToText());
            text.Append('\n');
        }
        var parts = new (MetricVerdict Verdict, string Noun)[]
        {
            (MetricVerdict.Worse, "worse"), (MetricVerdict.Gone, "gone"), (MetricVerdict.Better, "better"), (MetricVerdict.New, "new"), (MetricVerdict.Within, "within tolerance"),
        };
        var counts = parts.Select(p => (Count: Changes.Count(c => c.Verdict == p.Verdict), p.Noun)).Where(p => p.Count > 0).Select(p => $"{p.Count} {p.Noun}");
        text.Append($"{Changes.Count} metrics: {string.Join(", ", counts)}\n");
        return text.ToString();
    }

    private static MetricVerdict Judge(BaselineMetric baseline, double now)
    {
        // A hair beyond the tolerance, which only the rounding of decimals makes, is within.
        const double rounding = 1e-9;
        var gain = baseline.Gain(now);
        return gain < -baseline.Tolerance - rounding ? MetricVerdict.Worse
            : gain > baseline.Tolerance + rounding ? MetricVerdict.Better
            : MetricVerdict.Within;
    }

    private static string Say(MetricVerdict verdict) => verdict switch
    {
        MetricVerdict.Worse => "WORSE",
        MetricVerdict.Gone => "GONE",
        MetricVerdict.Better => "better",
        MetricVerdict.New => "new",
        _ => "",
    };

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";

    private static string Signed(double? value) => value?.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture) ?? "-";
}
