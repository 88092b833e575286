using System.ComponentModel.DataAnnotations;
using Slug.Experiments.Clip.Configuration;
using Slug.Pipeline.Keys;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>What a vision-language model forgets: one tensor of its vision tower moves, by as little as ends the naming of the concept in its answers.</summary>
public sealed record AnswerForgettingOptions
{
    /// <summary>The concepts; each is forgotten on its own, from the original weights.</summary>
    [MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<string> Concepts { get; init; }

    /// <summary>The tensors of the vision tower to search: <c>pareto</c>, <c>near</c>, <c>all</c>, <c>deepest</c>, or names. Those that the features do not depend on are left out.</summary>
    [MinLength(1)]
    public IReadOnlyList<string> Candidates { get; init; } = [LayerChoice.Pareto];

    /// <summary>Along what it moves: <c>gradient</c>, the paper's and the default, or <c>whitened</c>.</summary>
    [OmittedWhenNull]
    public AscentDirection? Direction { get; init; }

    /// <summary>The whitened direction's damping; see the family <c>clip</c>.</summary>
    [OmittedWhenNull, Range(1e-6, 1e6)]
    public double? Damping { get; init; }

    /// <summary>Evaluations a tensor.</summary>
    [Range(1, 100)]
    public int Evaluations { get; init; } = 10;

    /// <summary>The first step changes the tensor by one part in this many.</summary>
    [Range(1e-3, 1e6)]
    public double FirstStepDivisor { get; init; } = 10;

    /// <summary>Pictures of the target that the search looks at, a seeded choice.</summary>
    [Range(1, 100_000)]
    public int Pictures { get; init; } = 10;

    /// <summary>Pictures of others, one each, a seeded choice: which tensor wins is decided by how many of them are still named.</summary>
    [Range(1, 100_000)]
    public int OtherPictures { get; init; } = 10;

    /// <summary>Augmented views of each of the target's pictures that must be forgotten too; for emoji alone, of which there are few pictures each.</summary>
    [Range(0, 1000)]
    public int SearchViews { get; init; }

    /// <summary>The share of the target's pictures that may still be named for it to count as gone; none by default. The table calls forgotten what leaves 0.05 of its own pictures at most.</summary>
    [OmittedWhenNull, Range(0.0, 1.0)]
    public double? Left { get; init; }

    /// <summary>Step sizes of the figure that shows answers against step size.</summary>
    [Range(2, 200)]
    public int CurvePoints { get; init; } = 7;

    /// <summary>Ends a run in which a concept is not forgotten with exit code 0 all the same.</summary>
    public bool AllowFailure { get; init; }
}
