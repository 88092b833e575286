using System.ComponentModel.DataAnnotations;
using Slug.Experiments.Clip.Configuration;
using Slug.Pipeline.Keys;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>What is forgotten in the text encoder, and how the layer and its step size are chosen.</summary>
public sealed record ForgettingOptions
{
    /// <summary>The concepts, labels of <c>generate.labels</c>; each is forgotten on its own, from the original weights.</summary>
    [MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<string> Concepts { get; init; }

    /// <summary>What layers climb: <c>cosine</c>, the paper's and the default, or <c>tokens</c>, which needs no picture.</summary>
    [OmittedWhenNull]
    public ForgetObjective? Objective { get; init; }

    /// <summary>How the <c>tokens</c> objective makes its captions; the defaults where a config does not say.</summary>
    [OmittedWhenNull]
    public TokenOptions? Tokens { get; init; }

    /// <summary>Along what layers move: <c>gradient</c>, the paper's and the default, or <c>whitened</c>.</summary>
    [OmittedWhenNull]
    public AscentDirection? Direction { get; init; }

    /// <summary>The whitened direction's damping, as a share of the inputs' mean square; 0.01 by default.</summary>
    [OmittedWhenNull, Range(1e-6, 1e6)]
    public double? Damping { get; init; }

    /// <summary>
    /// The layers of the text tower to search: <c>deepest</c> (the deepest of the Pareto front, the reference's rule), <c>pareto</c>, <c>all</c>, or names. Of several the one
    /// wins that keeps the most. A search by pictures and bisection counts there the mean over domains of the share of pictures that are called what they were asked to be, the concept's own among them in other domains than its own.
    /// </summary>
    [MinLength(1)]
    public IReadOnlyList<string> Layer { get; init; } = [LayerChoice.Deepest];

    /// <summary>Whether queries, keys and values move together, and both weights of a perceptron, by one step size.</summary>
    public bool Groups { get; init; }

    /// <summary>Whether SLUG forgets here, which is the default; <c>false</c> measures what is <c>unlearned</c> already, and the comparison, alone.</summary>
    [OmittedWhenNull]
    public bool? Slug { get; init; }

    /// <summary>The search for the step size.</summary>
    public PictureSearchOptions Search { get; init; } = new();

    /// <summary>Ends a run in which a concept is not forgotten with exit code 0 all the same.</summary>
    public bool AllowFailure { get; init; }

    /// <summary>Step sizes of the figure that shows judged accuracy against step size, from a quarter to twice the chosen one; 0 draws none.</summary>
    [Range(0, 50)]
    public int CurvePoints { get; init; } = 7;
}

/// <summary>What the search for a step size looks at.</summary>
public enum SearchEye
{
    /// <summary>Generated pictures, as the judge sees them.</summary>
    Pictures,

    /// <summary>CLIP's zero-shot classifier on the search set, as the reference does; it forgets sooner than the pictures do.</summary>
    ZeroShot,
}

/// <summary>How the next step size is decided.</summary>
public enum StepRule
{
    /// <summary>Doubling until the concept is gone, then bisection for the smallest step at which it is.</summary>
    Bisection,

    /// <summary>The reference's rule for UnlearnCanvas: gone, at a loss of less than a tenth in the concept's own domain.</summary>
    Canvas,
}

/// <summary>The search for the step size.</summary>
public sealed record PictureSearchOptions
{
    /// <summary>
    /// How the next step size is decided: <c>bisection</c>, or <c>canvas</c>, the reference's rule for UnlearnCanvas, which has constants of its own in place of
    /// <c>evaluations</c>, <c>firstStepDivisor</c>, <c>left</c> and <c>margin</c>.
    /// </summary>
    [OmittedWhenNull]
    public StepRule? Rule { get; init; }

    /// <summary>Pictures of each measure of the rule <c>canvas</c>, of the concept and of the others of its domain; 10 by default, where the reference takes 3.</summary>
    [OmittedWhenNull, Range(1, 100_000)]
    public int? SearchPictures { get; init; }

    /// <summary>What is looked at: <c>pictures</c> or <c>zeroShot</c>.</summary>
    public SearchEye By { get; init; }

    /// <summary>Evaluations per layer.</summary>
    [Range(1, 100)]
    public int Evaluations { get; init; } = 8;

    /// <summary>The first λ changes the layer by one part in this many: <c>λ₀ = (‖θ‖/‖g‖)/divisor</c>.</summary>
    [Range(1e-3, 1e6)]
    public double FirstStepDivisor { get; init; } = 10;

    /// <summary>Pictures of the concept at each evaluation, spread over its prompts; their seeds are none of <c>generate.seeds</c>.</summary>
    [Range(1, 100_000)]
    public int Pictures { get; init; } = 48;

    /// <summary>Pictures of other labels for what is kept; what else the concept's own show is counted beside them.</summary>
    [Range(1, 100_000)]
    public int OtherPictures { get; init; } = 72;

    /// <summary>The share of the concept's pictures that may still be called it for it to count as gone. What the table calls forgotten, <c>judge.forgotten</c> says, of other pictures.</summary>
    [Range(0.0, 1.0)]
    public double Left { get; init; }

    /// <summary>By what the step size found is multiplied: it is the smallest that did on these pictures, and others would show a rest.</summary>
    [Range(1.0, 10.0)]
    public double Margin { get; init; } = 1.1;

    /// <summary>Whether the rule is that of UnlearnCanvas.</summary>
    internal bool IsCanvas => Rule == StepRule.Canvas;

    /// <summary>Pictures of the concept and of others, as the rule has it.</summary>
    internal (int Own, int Others) Looked => IsCanvas ? (SearchPictures ?? DefaultSearchPictures, SearchPictures ?? DefaultSearchPictures) : (Pictures, OtherPictures);

    private const int DefaultSearchPictures = 10;
}
