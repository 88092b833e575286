using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Figures.Tables;

namespace Slug.Experiments.Results;

/// <summary>The rows of the result table: each trial's concepts, and the mean over those of a series.</summary>
internal static class ResultRows
{
    /// <summary>The rows in the order of the trials; published ones behind what was measured of their method.</summary>
    /// <param name="trials">What was measured.</param>
    /// <param name="published">Numbers of a publication, for comparison.</param>
    public static IReadOnlyList<ResultRow> Of(IReadOnlyList<MeasuredTrial> trials, IReadOnlyList<PublishedRow> published)
    {
        List<ResultRow> measured =
        [
            .. trials.GroupBy(t => t.Trial.Series)
                .Select(series => series.SelectMany(trial => trial.Trial.Concepts.Select(concept => Row(trial, concept))).ToList())
                .SelectMany(rows => rows.Append(MeanOf(rows))),
        ];
        foreach (var row in published.Select(p => p.ToResultRow()))
        {
            // What was not measured comes last.
            var last = measured.FindLastIndex(other => other.Method == row.Method);
            measured.Insert(last < 0 ? measured.Count : last + 1, row with { Ta = InOrder(row.Ta, measured[0].Ta) });
        }

        return measured;
    }

    private static IReadOnlyList<KeyValuePair<string, double?>> InOrder(
        IReadOnlyList<KeyValuePair<string, double?>> values, IReadOnlyList<KeyValuePair<string, double?>> order) =>
        [.. values.OrderBy(v => order.ToList().FindIndex(o => o.Key == v.Key))];

    private static ResultRow Row(MeasuredTrial measured, Concept concept)
    {
        var (trial, facts, metrics) = (measured.Trial, measured.Facts, measured.Metrics.Concepts[concept.Name]);
        return new ResultRow(trial.Method, concept.Name)
        {
            LearningRate = trial.LearningRate,
            Setting = trial.Setting,
            Layer = facts.Layer,
            Lambda = facts.Lambda,
            Epoch = facts.Epoch,
            Fa1 = metrics.Fa1,
            Fa5 = metrics.Fa5,
            Ta = [.. metrics.Kept.Select(kept => KeyValuePair.Create(kept.Measure, (double?)kept.Value))],
            MiaDistance = metrics.MiaDistance,
            MiaLoss = metrics.MiaLoss,
            Seconds = measured.Seconds,
            PeakBytes = measured.PeakBytes,
            StoredBytes = facts.StoredBytes,
        };
    }

    private static ResultRow MeanOf(IReadOnlyList<ResultRow> rows) => new(rows[0].Method, ResultRow.Mean)
    {
        LearningRate = rows[0].LearningRate,
        Setting = rows[0].Setting,
        Fa1 = rows.Average(r => r.Fa1),
        Fa5 = rows.Average(r => r.Fa5),
        Ta = [.. rows[0].Ta.Select((ta, i) => KeyValuePair.Create(ta.Key, rows.Average(r => r.Ta[i].Value)))],
        MiaDistance = rows.Average(r => r.MiaDistance),
        MiaLoss = rows.Average(r => r.MiaLoss),
        Seconds = rows.Average(r => r.Seconds),
        PeakBytes = rows.Max(r => r.PeakBytes),
        StoredBytes = (long?)rows.Average(r => r.StoredBytes),
    };
}
