namespace Slug.Figures.Tables;

/// <summary>One line of the result table; null where a number does not apply or was not measured.</summary>
/// <param name="Method">Method, such as <c>original</c> or <c>slug</c>.</param>
/// <param name="Concept">The concept forgotten, or <see cref="Mean"/>, or <see cref="Published"/>.</param>
public sealed record ResultRow(string Method, string Concept)
{
    /// <summary>What stands in place of a concept in a row of means over concepts.</summary>
    public const string Mean = "mean";

    /// <summary>What stands in place of a concept in a row of numbers that a publication gives, for comparison; nothing was measured.</summary>
    public const string Published = "published mean";

    /// <summary>Learning rate of methods that train.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The layer changed, of methods that change one.</summary>
    public string? Layer { get; init; }

    /// <summary>The step size λ taken.</summary>
    public double? Lambda { get; init; }

    /// <summary>What it was measured to do, in the order in which columns are shown.</summary>
    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>Time spent, in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>The most memory that the process held, in bytes; GPU memory is not counted.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>What sets the row apart beside the learning rate: <c>α=10, embeddings frozen</c>.</summary>
    public string? Setting { get; init; }

    /// <summary>The epoch that stands for a method that trains, from 1.</summary>
    public int? Epoch { get; init; }

    /// <summary>Bytes that must be kept to have the unlearned model, beside the original one.</summary>
    public long? StoredBytes { get; init; }

    /// <summary>The value of a measure; null where the row has none.</summary>
    /// <param name="key">The measure's key.</param>
    public double? Value(string key) => Measures.FirstOrDefault(m => m.Key == key)?.Value;
}
