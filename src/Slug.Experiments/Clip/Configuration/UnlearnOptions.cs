using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Keys;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>Along what a layer moves.</summary>
public enum AscentDirection
{
    /// <summary>Along the gradient of the forget loss, as the paper does.</summary>
    Gradient,

    /// <summary>
    /// Along the gradient times the damped inverse of the second moment of the layer's inputs over the retain set: of all changes that raise the forget
    /// loss equally, the one that moves the layer's outputs on retained inputs least.
    /// </summary>
    Whitened,
}

/// <summary>What a layer climbs to forget.</summary>
public enum ForgetObjective
{
    /// <summary>The distance <c>1 - cos</c> of pictures and captions of the concept, as the paper does.</summary>
    Cosine,

    /// <summary>
    /// The likeness of the text tower's token outputs on captions with the concept to those on the same captions with other names in its place: descent on
    /// <c>mean ||z - z0||^2</c>, without any picture.
    /// </summary>
    Tokens,
}

/// <summary>How the token objective makes its captions.</summary>
public sealed record TokenOptions
{
    /// <summary>A word that takes the concept's place; without it all other classes do, and <c>z0</c> is the mean over them.</summary>
    public string? Neutral { get; init; }

    /// <summary>Captions at most: distinct ones of the forget set in which the name stands by itself, spread evenly over them.</summary>
    [Range(1, 100_000)]
    public int Captions { get; init; } = 32;

    /// <summary>Other classes at most, spread evenly over them.</summary>
    [Range(1, 100_000)]
    public int Others { get; init; } = 300;
}

/// <summary>What is forgotten, and how the layer and its step size are chosen.</summary>
public sealed record UnlearnOptions
{
    /// <summary>The damping where a config gives none.</summary>
    internal const double DefaultDamping = 0.01;

    /// <summary>The concepts; each is forgotten on its own, from the original weights.</summary>
    [MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<string> Concepts { get; init; }

    /// <summary>
    /// Groups of these concepts that one model shall forget together, by all their updates at once; each costs no gradient and no search beyond those of
    /// its concepts.
    /// </summary>
    [MaxLength(1000)]
    public IReadOnlyList<IReadOnlyList<string>> Together { get; init; } = [];

    /// <summary>
    /// What layers climb: <c>cosine</c>, the paper's and the default, or <c>tokens</c>, which needs no picture and moves the text tower alone.
    /// </summary>
    [OmittedWhenNull]
    public ForgetObjective? Objective { get; init; }

    /// <summary>How the <c>tokens</c> objective makes its captions; the defaults where a config does not say.</summary>
    [OmittedWhenNull]
    public TokenOptions? Tokens { get; init; }

    /// <summary>Along what layers move: <c>gradient</c>, the paper's and the default, or <c>whitened</c>.</summary>
    [OmittedWhenNull]
    public AscentDirection? Direction { get; init; }

    /// <summary>
    /// The whitened direction's damping, as a share of the inputs' mean square: the larger, the nearer to the gradient; the smaller, the less it moves what
    /// retained inputs use, and the larger its steps. 0.01 by default.
    /// </summary>
    [OmittedWhenNull, Range(1e-6, 1e6)]
    public double? Damping { get; init; }

    /// <summary>The layers to search: <c>pareto</c>, <c>near</c> (dominated by one layer at most), <c>all</c>, <c>deepest</c>, or layer names.</summary>
    [MinLength(1)]
    public IReadOnlyList<string> Candidates { get; init; } = [LayerChoice.Pareto];

    /// <summary>
    /// What a single layer is compared with: <c>pareto-layers</c> moves all layers of both Pareto fronts by one step size, <c>whole-model</c> every
    /// parameter, which needs the gradients of all to be stored.
    /// </summary>
    [MaxLength(2)]
    public IReadOnlyList<string> Ablations { get; init; } = [];

    /// <summary>Which searched layer wins: <c>best</c>, <c>deepest</c>, or a layer's name.</summary>
    public string Layer { get; init; } = LayerChoice.Best;

    /// <summary>The search for the step size.</summary>
    public SearchOptions Search { get; init; } = new();

    /// <summary>
    /// Augmented views of each of the concept's search pictures that must be forgotten too; 0 searches on the pictures alone, as the
    /// reference does. For search sets of a handful of pictures that are apart from the test set.
    /// </summary>
    [Range(0, 1000)]
    public int SearchViews { get; init; }

    /// <summary>
    /// Ends a run in which a concept is not forgotten with exit code 0 all the same. Table and report say what failed, and no model is published for it.
    /// </summary>
    public bool AllowFailure { get; init; }

    /// <summary>Step sizes of the figure that shows accuracy against step size, from a sixteenth to four times the chosen one.</summary>
    [Range(2, 200)]
    public int CurvePoints { get; init; } = 17;
}
