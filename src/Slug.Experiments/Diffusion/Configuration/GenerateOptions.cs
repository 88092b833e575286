using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>The rules of sampling by the names that they have elsewhere.</summary>
public enum SamplingRule
{
    /// <summary>DDIM without noise.</summary>
    Ddim,

    /// <summary>PNDM, also called PLMS.</summary>
    Pndm,

    /// <summary>DPM-Solver++ of second order.</summary>
    DpmSolver,
}

/// <summary>The pictures that are generated with every model: every template with every label of every domain, at every seed.</summary>
public sealed record GenerateOptions
{
    /// <summary>Prompts; <c>{object}</c> stands for a label of the domain <c>object</c>.</summary>
    [MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>The labels of each domain: what is forgotten, and what else is asked for. The grid's objects and styles need not be said again. Labels name the files of pictures, where case and marks tell no two apart but in a <c>canvas</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Labels { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The seeds; a picture's noise is of its seed alone.</summary>
    [MinLength(1), MaxLength(100_000)]
    public IReadOnlyList<long> Seeds { get; init; } = [188, 288, 588, 688, 888];

    /// <summary>
    /// How many of the seeds, the first ones, an unlearned model has for prompts that do not ask for its concept; null is all of them. What is left of the concept is
    /// then measured at all seeds, what is kept at these, concept's pictures among them where they count.
    /// </summary>
    [OmittedWhenNull, Range(1, 100_000)]
    public int? OtherSeeds { get; init; }

    /// <summary>Steps of the sampling.</summary>
    [Range(1, 1000)]
    public int Steps { get; init; } = 50;

    /// <summary>Weight of classifier-free guidance; 1 is none.</summary>
    [Range(0.0, 100.0)]
    public double Guidance { get; init; } = 7.5;

    /// <summary>The rule of sampling; null is the pipeline's own.</summary>
    [OmittedWhenNull]
    public SamplingRule? Scheduler { get; init; }

    /// <summary>The negative prompt.</summary>
    public string Negative { get; init; } = "";

    /// <summary>Height and width of the pictures, in pixels; null is what the model was trained on.</summary>
    [OmittedWhenNull, Range(8, 4096)]
    public int? Size { get; init; }

    /// <summary>
    /// Pictures that go through the network together: faster for small models, and on a GPU. How numbers are rounded depends on it, so that it is part of what a picture
    /// is; which pictures go together is decided by the whole list and not by what is still missing.
    /// </summary>
    [Range(1, 4096)]
    public int Together { get; init; } = 1;

    /// <summary>Pictures that are kept at a time, at least; a kill loses those in flight. It changes no picture, and is in no key.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 4;

    /// <summary>The seeds at which what is kept is measured.</summary>
    internal IReadOnlyList<long> KeptSeeds => OtherSeeds is { } count ? [.. Seeds.Take(count)] : Seeds;

    /// <summary>These options without what changes no picture: what a cache key may hold.</summary>
    public GenerateOptions ForKey() => this with { BatchSize = 1 };
}
