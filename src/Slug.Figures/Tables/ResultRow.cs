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

    /// <summary>The layer changed, of methods that change one: its name in the checkpoint.</summary>
    public string? Layer { get; init; }

    /// <summary>The same for people, its tower said: <c>text: resblocks.0.attn.out_proj</c>.</summary>
    public string? LayerLabel { get; init; }

    /// <summary>Whether the run's verdict counts it: a model that was asked for, not one that it is compared with.</summary>
    public bool IsAsked { get; init; }

    /// <summary>Whether the concept was forgotten on the search set, by which the model was chosen; null where nothing was to be forgotten, and of means.</summary>
    public bool? ForgottenInSearch { get; init; }

    /// <summary>Of a concept that was not: what the step that came nearest reached on the search set.</summary>
    public IReadOnlyList<Measure> Reached { get; init; } = [];

    /// <summary>Of means: how many of how many concepts were forgotten, <c>4 of 5</c>.</summary>
    public string? Tally { get; init; }

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

    /// <summary>
    /// Whether the concept is forgotten: on the search set, and on the test set as far as <see cref="Tables.Forgetting"/> asks for; null where nothing
    /// was to be forgotten, and of means.
    /// </summary>
    public bool? IsForgotten
    {
        get
        {
            if (ForgottenInSearch is not true)
                return ForgottenInSearch;
            return Forgetting.Judge([this]) is not { Value: { } left } judge || Forgetting.Is(judge, left);
        }
    }

    /// <summary>The value of a measure; null where the row has none.</summary>
    /// <param name="key">The measure's key.</param>
    public double? Value(string key) => Measures.FirstOrDefault(m => m.Key == key)?.Value;
}
