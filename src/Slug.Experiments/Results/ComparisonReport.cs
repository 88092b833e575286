using System.Text.Json;
using Slug.Figures.Tables;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Results;

/// <summary>How a comparison method went.</summary>
/// <param name="Concept">The concept.</param>
/// <param name="Method">The method.</param>
/// <param name="Epochs">What was left of the concept on the search set after each epoch.</param>
/// <param name="RowEpoch">The epoch that stands for the method, from 0.</param>
public sealed record ComparisonReport(string Concept, string Method, IReadOnlyList<ForgetAccuracy> Epochs, int RowEpoch)
{
    /// <summary>What the table says of the method beside what is measured: its epoch, and where the concept is left, how much.</summary>
    /// <param name="storedBytes">What must be kept of it.</param>
    /// <param name="reached">What was left, as measures.</param>
    public TrialFacts Facts(long storedBytes, Func<ForgetAccuracy, IReadOnlyList<Measure>> reached)
    {
        ArgumentNullException.ThrowIfNull(reached);
        return new TrialFacts
        {
            Epoch = RowEpoch + 1,
            StoredBytes = storedBytes,
            NotForgotten = Epochs[RowEpoch] is { IsNotFirst: false } left ? new Dictionary<string, IReadOnlyList<Measure>> { [Concept] = reached(left) } : new(),
        };
    }

    /// <summary>Writes the report as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.ComparisonReport));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static ComparisonReport Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), ReportJson.Default.ComparisonReport)!;
}
