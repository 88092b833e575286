using Slug.Figures.Tables;

namespace Slug.Experiments.Results;

/// <summary>The rows of the result table: each method's concepts and their mean.</summary>
internal static class ResultRows
{
    /// <summary>Rows of the original model, then of SLUG, then of each method that it is compared with.</summary>
    /// <param name="original">The original model's measures.</param>
    /// <param name="forgotten">The concepts.</param>
    /// <param name="compared">The same concepts by other methods, a method's together.</param>
    /// <param name="modelBytes">The size of a whole model, which other methods must keep.</param>
    /// <param name="updateBytes">The size of a concept's update, all that SLUG must keep.</param>
    public static IReadOnlyList<ResultRow> Of(
        ModelMetrics original, IReadOnlyList<ForgottenConcept> forgotten, IReadOnlyList<ComparedConcept> compared, long modelBytes, Func<Concept, long> updateBytes)
    {
        var before = forgotten.Select(f => Row("original", f.Concept, original.Concepts[f.Concept.Name])).ToList();
        var after = forgotten.Select(f => Row("slug", f.Concept, f.Metrics.Concepts[f.Concept.Name]) with
        {
            Layer = f.Search.Winner,
            Lambda = f.Search.Lambda,
            Seconds = f.Seconds,
            StoredBytes = updateBytes(f.Concept),
        }).ToList();
        var others = compared.GroupBy(c => c.Row).Select(g => g.Select(c => Row(c.Row.Method, c.Concept, c.Metrics.Concepts[c.Concept.Name]) with
        {
            LearningRate = c.Row.LearningRate,
            Setting = c.Row.Setting,
            Epoch = c.Report.RowEpoch + 1,
            Seconds = c.Seconds,
            StoredBytes = modelBytes,
        }).ToList());
        return [.. before, MeanOf(before), .. after, MeanOf(after), .. others.SelectMany(rows => rows.Append(MeanOf(rows)))];
    }

    private static ResultRow Row(string method, Concept concept, ConceptMetrics metrics) => new(method, concept.Name)
    {
        Fa1 = metrics.Fa1,
        Fa5 = metrics.Fa5,
        Ta =
        [
            KeyValuePair.Create("names@1", (double?)metrics.Names1),
            KeyValuePair.Create("names@5", (double?)metrics.Names5),
            KeyValuePair.Create("subcategories@1", (double?)metrics.Subcategories1),
        ],
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
        StoredBytes = (long?)rows.Average(r => r.StoredBytes),
    };
}
