using System.ComponentModel.DataAnnotations;
using Slug.Figures.Tables;

namespace Slug.Experiments.Configuration;

/// <summary>What a publication gives for a method, as a mean over concepts: shown beside what was measured, in percent as printed there.</summary>
public sealed record PublishedRow
{
    /// <summary>The method: <c>original</c>, <c>slug</c>, or one of the comparison's.</summary>
    public required string Method { get; init; }

    /// <summary>The learning rate that it gives the numbers for, where it says.</summary>
    [Range(1e-12, 1)]
    public double? LearningRate { get; init; }

    /// <summary>FA@1 in percent.</summary>
    [Range(0, 100)]
    public double? Fa1 { get; init; }

    /// <summary>FA@5 in percent.</summary>
    [Range(0, 100)]
    public double? Fa5 { get; init; }

    /// <summary>What is kept, by the measures' names in the table (<c>TA_IN@1</c>), in percent.</summary>
    public IReadOnlyDictionary<string, double> Kept { get; init; } = new Dictionary<string, double>();

    /// <summary>Accuracy of the membership attack on distances, in percent.</summary>
    [Range(0, 100)]
    public double? Mia { get; init; }

    /// <summary>The row for the table, with fractions as in all others.</summary>
    internal ResultRow ToResultRow() => new(Method, ResultRow.Published)
    {
        LearningRate = LearningRate,
        Fa1 = Fa1 / 100,
        Fa5 = Fa5 / 100,
        Ta = [.. Kept.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => KeyValuePair.Create(k.Key, (double?)k.Value / 100))],
        MiaDistance = Mia / 100,
    };
}
