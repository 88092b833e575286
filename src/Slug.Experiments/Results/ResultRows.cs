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
        return WithPublished(measured, published);
    }

    /// <summary>The rows of several tables in one, with a mean over all concepts of each method. What they share, such as the original model's rows of a concept, counts once.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="published">Numbers of a publication, for comparison.</param>
    public static IReadOnlyList<ResultRow> Together(IEnumerable<IReadOnlyList<ResultRow>> tables, IReadOnlyList<PublishedRow> published)
    {
        List<ResultRow> measured =
        [
            .. tables.SelectMany(rows => rows).Where(row => row.Concept is not (ResultRow.Mean or ResultRow.Published))
                .GroupBy(row => (row.Method, row.LearningRate, row.Setting)).Select(series => series.DistinctBy(row => row.Concept).ToList()).SelectMany(rows => rows.Append(MeanOf(rows))),
        ];
        return measured.Count == 0 ? [] : WithPublished(measured, published);
    }

    private static List<ResultRow> WithPublished(List<ResultRow> measured, IReadOnlyList<PublishedRow> published)
    {
        foreach (var row in published)
        {
            // What was not measured comes last.
            var last = measured.FindLastIndex(other => other.Method == row.Method);
            measured.Insert(last < 0 ? measured.Count : last + 1, Row(row, measured[0].Measures));
        }

        return measured;
    }

    private static ResultRow Row(MeasuredTrial measured, Concept concept)
    {
        var (trial, facts, metrics) = (measured.Trial, measured.Facts, measured.Metrics.Concepts[concept.Name]);
        return new ResultRow(trial.Method, concept.Name)
        {
            LearningRate = trial.LearningRate,
            Setting = trial.Setting,
            Layer = facts.Layer,
            LayerLabel = facts.LayerLabel,
            IsAsked = trial.IsAsked,
            ForgottenInSearch = trial.Kind == TrialKind.Original ? null : !facts.NotForgotten.ContainsKey(concept.Name),
            Reached = facts.NotForgotten.GetValueOrDefault(concept.Name, []),
            Lambda = facts.Lambda,
            Epoch = facts.Epoch,
            // Before it forgets, a model should know the concept.
            Measures = [.. trial.Kind == TrialKind.Original ? metrics.Select(m => m.Subject == MeasureSubject.Forgotten ? Turned(m) : m) : metrics, .. measured.Phases],
            Seconds = measured.Seconds,
            PeakBytes = measured.PeakBytes,
            StoredBytes = facts.StoredBytes,
        };
    }

    /// <summary>A publication's row, of the same measures as those that were taken.</summary>
    internal static ResultRow Row(PublishedRow row, IReadOnlyList<Measure> measured)
    {
        var order = measured.Select(m => m.Key).ToList();
        return new ResultRow(row.Method, ResultRow.Published)
        {
            LearningRate = row.LearningRate,
            Setting = row.Setting,
            Seconds = row.Seconds,
            PeakBytes = (long?)(row.MemoryGB * 1e9),
            StoredBytes = (long?)(row.StoredGB * 1e9),
            Measures =
            [
                .. row.Values.OrderBy(v => order.Contains(v.Key) ? order.IndexOf(v.Key) : order.Count)
                    .Select(v => Published(measured.FirstOrDefault(m => m.Key == v.Key) ?? new Measure(v.Key, null, Better.Higher, MeasureSubject.Kept), v.Value)),
            ],
        };
    }

    private static Measure Published(Measure measure, double printed) =>
        measure with { Value = measure.Unit == MeasureUnit.Share ? printed / 100 : printed, Samples = null };

    private static Measure Turned(Measure measure) => measure with { Better = measure.Better == Better.Lower ? Better.Higher : Better.Lower };

    private static ResultRow MeanOf(IReadOnlyList<ResultRow> rows) => new(rows[0].Method, ResultRow.Mean)
    {
        LearningRate = rows[0].LearningRate,
        Setting = rows[0].Setting,
        Tally = rows.All(r => r.IsForgotten is null) ? null : $"{rows.Count(r => r.IsForgotten == true)} of {rows.Count}",
        Measures = [.. rows[0].Measures.Select(m => m with { Value = rows.Average(r => r.Value(m.Key)), Samples = m.Samples is null ? null : rows.Sum(r => r.Measures.First(o => o.Key == m.Key).Samples) })],
        Seconds = rows.Average(r => r.Seconds),
        PeakBytes = rows.Max(r => r.PeakBytes),
        StoredBytes = (long?)rows.Average(r => r.StoredBytes),
    };
}
