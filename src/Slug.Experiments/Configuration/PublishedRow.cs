using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Keys;

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

    /// <summary>Any other numbers by their measures' names in the table, in the unit in which it prints them.</summary>
    [OmittedWhenNull]
    public IReadOnlyDictionary<string, double>? Measures { get; init; }

    /// <summary>Whose numbers they are, where a method stands in the table more than once: <c>CSIPlab/SLUG#3</c>.</summary>
    [OmittedWhenNull]
    public string? Setting { get; init; }

    /// <summary>The domain of what was forgotten, where the numbers of several stand in one list: <c>style</c>; null is any.</summary>
    [OmittedWhenNull]
    public string? Of { get; init; }

    /// <summary>Seconds that a request takes.</summary>
    [OmittedWhenNull, Range(0, 1e9)]
    public double? Seconds { get; init; }

    /// <summary>The most memory, in gigabytes (10^9 bytes).</summary>
    [OmittedWhenNull, Range(0, 1e6)]
    public double? MemoryGB { get; init; }

    /// <summary>What has to be stored for a request, in gigabytes (10^9 bytes).</summary>
    [OmittedWhenNull, Range(0, 1e6)]
    public double? StoredGB { get; init; }

    /// <summary>Everything that it gives, by the measures' keys, as printed.</summary>
    internal IEnumerable<(string Key, double Value)> Values
    {
        get
        {
            if (Fa1 is { } fa1) yield return ("fa@1", fa1);
            if (Fa5 is { } fa5) yield return ("fa@5", fa5);
            foreach (var (key, value) in Kept.Concat(Measures ?? new Dictionary<string, double>()).OrderBy(k => k.Key, StringComparer.Ordinal)) yield return (key, value);
            if (Mia is { } mia) yield return ("mia", mia);
        }
    }
}
