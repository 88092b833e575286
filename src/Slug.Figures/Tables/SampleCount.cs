using System.Globalization;

namespace Slug.Figures.Tables;

/// <summary>On how many samples a column of the result table rests.</summary>
internal static class SampleCount
{
    /// <summary><c>n = 24</c>, or <c>n = 23 to 25</c> where rows differ; empty where nobody counted.</summary>
    internal static string Of(IEnumerable<ResultRow> rows, Measure measure)
    {
        List<int> counts = [.. rows.Where(row => row.Concept != ResultRow.Mean)
            .Select(row => row.Measures.FirstOrDefault(m => m.Key == measure.Key)?.Samples).OfType<int>()];
        return counts.Count == 0 ? string.Empty
            : counts.Min() == counts.Max() ? $"n = {Text(counts[0])}"
            : $"n = {Text(counts.Min())} to {Text(counts.Max())}";
    }

    private static string Text(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
