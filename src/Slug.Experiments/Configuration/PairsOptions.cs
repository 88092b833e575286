using System.ComponentModel.DataAnnotations;
using Slug.Data.WebDataset;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Configuration;

/// <summary>
/// Data of your own: pictures with captions or classes. Each set is a path, a list of them, or a web address: a folder with a folder a class, a folder of
/// pictures with a <c>.txt</c> beside each, a table (CSV, TSV, JSON lines, parquet) of paths and captions, webdataset tars (<c>shards/*.tar</c>,
/// <c>shards/{000..009}.tar</c>, <c>https://…</c>, <c>hf://…</c>), or the name of a download. Paths are relative to the config that names them.
/// </summary>
public sealed record PairsOptions
{
    /// <summary>What every set is cut from that is not given below.</summary>
    [MaxLength(10_000)]
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>
    /// What is forgotten, where it is a set of its own: with one concept all of it, with several what its folders, classes or captions name. Without it the
    /// pairs of <c>from</c> whose class or caption names the concept.
    /// </summary>
    [MaxLength(10_000)]
    public IReadOnlyList<string> Forget { get; init; } = [];

    /// <summary>What is kept; without it the pairs of <c>from</c> that name no concept.</summary>
    [MaxLength(10_000)]
    public IReadOnlyList<string> Retain { get; init; } = [];

    /// <summary>Pictures on which layer and step size are chosen; without it a share of each class.</summary>
    [MaxLength(10_000)]
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>Pictures that results are measured on and that nothing else sees; without it a share of each class.</summary>
    [MaxLength(10_000)]
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>The zero-shot classes: names, or the path of a list, one name a line; without it those of folders and tables. The concepts are classes in any case.</summary>
    [MaxLength(100_000)]
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The caption of a picture that has a class and no words of its own, and the classifier's template where <c>evaluate.templates</c> says nothing.</summary>
    [RegularExpression(@"(?s).*\{name\}.*", ErrorMessage = "{0} must have {{name}} in it, which stands for the class")]
    public string Caption { get; init; } = "a photo of {name}";

    /// <summary>When a caption counts as naming a concept: <c>words</c> or <c>substring</c>.</summary>
    public CaptionMatchMode Match { get; init; } = CaptionMatchMode.Words;

    /// <summary>The folder that a table's paths are relative to; null for the table's own.</summary>
    public string? Pictures { get; init; }

    /// <summary>A table's column of pictures; null finds the usual names: <c>path</c>, <c>file_name</c>, <c>image</c> and such.</summary>
    [OmittedWhenNull, MinLength(1)]
    public string? PictureColumn { get; init; }

    /// <summary>A table's column of captions, or the key of captions in the JSON members of tars; null finds the usual names: <c>caption</c>, <c>text</c> and such.</summary>
    [OmittedWhenNull, MinLength(1)]
    public string? CaptionColumn { get; init; }

    /// <summary>A table's column of classes; null finds the usual names: <c>class</c>, <c>label</c>, <c>category</c>.</summary>
    [OmittedWhenNull, MinLength(1)]
    public string? ClassColumn { get; init; }

    /// <summary>The encoding of captions and tables that are not UTF-8 and have no byte order mark, as the web names it: <c>windows-1252</c>, <c>shift_jis</c>, <c>gb18030</c>.</summary>
    [OmittedWhenNull, MinLength(1)]
    public string? CaptionEncoding { get; init; }

    /// <summary>The share of each class's pictures that becomes the search set, where none is given; one picture at least.</summary>
    [Range(0.01, 0.8)]
    public double SearchShare { get; init; } = 0.2;

    /// <summary>The share of each class's pictures that becomes the test set, where none is given; one picture at least.</summary>
    [Range(0.01, 0.8)]
    public double TestShare { get; init; } = 0.2;

    /// <summary>Largest number of pairs in a concept's forget set, a seeded choice.</summary>
    [Range(ConceptShards.SmallestForgetSet, 10_000_000)]
    public int ForgetPairs { get; init; } = 10_000;

    /// <summary>Largest number of pairs in the retain set, a seeded choice.</summary>
    [Range(1, 100_000_000)]
    public int RetainPairs { get; init; } = 2000;
}
