using Slug.Data.WebDataset;

namespace Slug.Data.Pairs;

/// <summary>How a user's pairs are divided into the sets of an experiment.</summary>
public sealed record PairDivisionOptions
{
    /// <summary>What is forgotten.</summary>
    public required IReadOnlyList<string> Concepts { get; init; }

    /// <summary>The zero-shot classes; null takes them from folders and tables.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>When a caption counts as naming a concept or a class.</summary>
    public CaptionMatchMode Match { get; init; } = CaptionMatchMode.Words;

    /// <summary>The caption of a picture that has a class and no words of its own, <c>{name}</c> standing for the class.</summary>
    public string Caption { get; init; } = "a photo of {name}";

    /// <summary>The share of each class's pictures that becomes the search set where none is given.</summary>
    public double SearchShare { get; init; }

    /// <summary>The same of the test set.</summary>
    public double TestShare { get; init; }

    /// <summary>The most pairs of a forget set.</summary>
    public int ForgetPairs { get; init; } = int.MaxValue;

    /// <summary>The most pairs of the retain set.</summary>
    public int RetainPairs { get; init; } = int.MaxValue;

    /// <summary>Decides all choices.</summary>
    public long Seed { get; init; }
}
