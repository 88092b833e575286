using Slug.Figures.Tables;

namespace Slug.Experiments.Results;

/// <summary>The rows of the result table: each method's concepts and their mean.</summary>
internal static class ResultRows
{
    /// <summary>The mean over concepts stands in the concept column under this name.</summary>
    public const string Mean = "mean";

    /// <summary>Rows of the original model, then of SLUG.</summary>
    public static IReadOnlyList<ResultRow> Of(ModelMetrics original, IReadOnlyList<ForgottenConcept> forgotten)
    {
        var before = forgotten.Select(f => Row("original", f.Concept, original.Concepts[f.Concept.Name])).ToList();
        var after = forgotten.Select(f => Row("slug", f.Concept, f.Metrics.Concepts[f.Concept.Name]) with
        {
            Layer = f.Search.Winner,
            Lambda = f.Search.Lambda,
            Seconds = f.Seconds,
        }).ToList();
        return [.. before, MeanOf(before), .. after, MeanOf(after)];
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
    };

    private static ResultRow MeanOf(IReadOnlyList<ResultRow> rows) => new(rows[0].Method, Mean)
    {
        Fa1 = rows.Average(r => r.Fa1),
        Fa5 = rows.Average(r => r.Fa5),
        Ta = [.. rows[0].Ta.Select((ta, i) => KeyValuePair.Create(ta.Key, rows.Average(r => r.Ta[i].Value)))],
        Seconds = rows.Average(r => r.Seconds),
    };
}
