using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Figures.Tables;

namespace Slug.Experiments.Results;

/// <summary>The rows of the result table: each method's concepts and their mean.</summary>
internal static class ResultRows
{
    /// <summary>Rows of the original model, then of SLUG, then of each method that it is compared with.</summary>
    /// <param name="original">The original model's measures.</param>
    /// <param name="forgotten">The concepts.</param>
    /// <param name="ablated">The same concepts by moving groups of layers, a group's together.</param>
    /// <param name="together">Concepts that one model forgot together: the group, its measures, and the bytes of all its updates.</param>
    /// <param name="compared">The same concepts by other methods, a method's together.</param>
    /// <param name="published">Numbers of a publication, for comparison.</param>
    /// <param name="modelBytes">The size of a whole model, which other methods must keep.</param>
    /// <param name="updateBytes">The size of a concept's update, all that SLUG must keep.</param>
    public static IReadOnlyList<ResultRow> Of(
        ModelMetrics original,
        IReadOnlyList<ForgottenConcept> forgotten,
        IReadOnlyList<AblatedConcept> ablated,
        IReadOnlyList<ForgottenGroup> together,
        IReadOnlyList<ComparedConcept> compared,
        IReadOnlyList<PublishedRow> published,
        long modelBytes,
        Func<Concept, long> updateBytes)
    {
        var before = forgotten.Select(f => Row("original", f.Concept, original.Concepts[f.Concept.Name])).ToList();
        var after = forgotten.Select(f => Row("slug", f.Concept, f.Metrics.Concepts[f.Concept.Name]) with
        {
            Layer = f.Search.Winner,
            Lambda = f.Search.Lambda,
            Seconds = f.Seconds,
            PeakBytes = f.PeakBytes,
            StoredBytes = updateBytes(f.Concept),
        }).ToList();
        var others = compared.GroupBy(c => c.Row).Select(g => g.Select(c => Row(c.Row.Method, c.Concept, c.Metrics.Concepts[c.Concept.Name]) with
        {
            LearningRate = c.Row.LearningRate,
            Setting = c.Row.Setting,
            Epoch = c.Report.RowEpoch + 1,
            Seconds = c.Seconds,
            PeakBytes = c.PeakBytes,
            StoredBytes = modelBytes,
        }).ToList());
        var ablations = ablated.GroupBy(a => a.Layers).Select(g => g.Select(a => Row("slug", a.Concept, a.Metrics.Concepts[a.Concept.Name]) with
        {
            Setting = a.Setting,
            Lambda = a.Report.Search.Reported?.Lambda ?? 0,
            Seconds = a.Seconds,
            PeakBytes = a.PeakBytes,
            StoredBytes = a.Report.ChangedBytes,
        }).ToList());
        var groups = together.Select(g => g.Group.Concepts.Select(c => Row("slug", c, g.Metrics.Concepts[c.Name]) with
        {
            Setting = g.Group.Setting,
            StoredBytes = g.Group.Concepts.Sum(updateBytes),
        }).ToList());
        List<ResultRow> measured = [.. new[] { before, after }.Concat(ablations).Concat(groups).Concat(others).SelectMany(rows => rows.Append(MeanOf(rows)))];
        foreach (var row in published.Select(p => p.ToResultRow()))
        {
            // Behind what was measured of the method; what was not measured comes last.
            var last = measured.FindLastIndex(other => other.Method == row.Method);
            measured.Insert(last < 0 ? measured.Count : last + 1, row with { Ta = InOrder(row.Ta, before[0].Ta) });
        }

        return measured;
    }

    private static IReadOnlyList<KeyValuePair<string, double?>> InOrder(
        IReadOnlyList<KeyValuePair<string, double?>> values, IReadOnlyList<KeyValuePair<string, double?>> order) =>
        [.. values.OrderBy(v => order.ToList().FindIndex(o => o.Key == v.Key))];

    private static ResultRow Row(string method, Concept concept, ConceptMetrics metrics) => new(method, concept.Name)
    {
        Fa1 = metrics.Fa1,
        Fa5 = metrics.Fa5,
        Ta = [.. metrics.Kept.Select(kept => KeyValuePair.Create(kept.Measure, (double?)kept.Value))],
        MiaDistance = metrics.MiaDistance,
        MiaLoss = metrics.MiaLoss,
    };

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
