using System.ComponentModel.DataAnnotations;
using Slug.Data.Canvas;
using Slug.Data.WebDataset;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Configuration;

/// <summary>Which labels of a data set of pictures by style and object are used.</summary>
public enum CanvasLabelChoice
{
    /// <summary>Those that are there, each style with each object.</summary>
    Found,

    /// <summary>UnlearnCanvas' benchmark: 50 styles, the photographs, 20 objects.</summary>
    Benchmark,
}

/// <summary>UnlearnCanvas' data, or others laid out like it: pictures by style and object.</summary>
public sealed record CanvasOptions
{
    /// <summary>The download of the pictures: a folder of <c>{style}/{object}/{n}.jpg</c> (<c>file: PATH</c>), or a tar or zip of it.</summary>
    public required string Pictures { get; init; }

    /// <summary>Which labels must be there; what else there is is left out.</summary>
    public CanvasLabelChoice Labels { get; init; } = CanvasLabelChoice.Benchmark;

    /// <summary>The styles of <c>labels: found</c> that must be there; null takes all that are.</summary>
    [OmittedWhenNull]
    public IReadOnlyList<string>? Styles { get; init; }

    /// <summary>The objects of <c>labels: found</c> that must be there; null takes all that are.</summary>
    [OmittedWhenNull]
    public IReadOnlyList<string>? Objects { get; init; }

    /// <summary>How many pictures each style must have of each object.</summary>
    [Range(1, 100_000)]
    public int PicturesPerCell { get; init; } = 20;

    /// <summary>Largest number of pairs in a target's forget set; null takes all of its pictures, as the benchmark does.</summary>
    [Range(ConceptShards.SmallestForgetSet, 1_000_000)]
    public int? ForgetPairs { get; init; }

    /// <summary>Number of pairs in the retain set, of the pictures without any target.</summary>
    [Range(1, 10_000_000)]
    public int RetainPairs { get; init; } = 2000;

    /// <summary>Pictures of each label, target and others, in the search set and in the test set; the two share none.</summary>
    [Range(1, 10_000)]
    public int SearchPictures { get; init; } = 10;

    /// <summary>The labels that must be there; null takes those that are.</summary>
    internal CanvasLabels? Wanted => Labels == CanvasLabelChoice.Benchmark ? CanvasLabels.Benchmark
        : Styles is { } styles && Objects is { } objects ? new CanvasLabels(OnDisk(styles), OnDisk(objects)) : null;

    private static IReadOnlyList<string> OnDisk(IReadOnlyList<string> labels) => [.. labels.Select(label => label.Replace(' ', '_'))];
}
