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

    /// <summary>Top-1 accuracy on the forgotten concept's images, 0 to 1.</summary>
    public double? Fa1 { get; init; }

    /// <summary>Top-5 accuracy on them, 0 to 1.</summary>
    public double? Fa5 { get; init; }

    /// <summary>Accuracies on what is to be kept, 0 to 1, by name, such as <c>names@1</c>; in the order in which columns are shown.</summary>
    public IReadOnlyList<KeyValuePair<string, double?>> Ta { get; init; } = [];

    /// <summary>Accuracy of the membership attack on distances, 0 to 1; one half is chance.</summary>
    public double? MiaDistance { get; init; }

    /// <summary>Accuracy of the membership attack on losses, 0 to 1.</summary>
    public double? MiaLoss { get; init; }

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
}
