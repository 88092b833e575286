namespace Slug.Unlearning.Methods;

/// <summary>How <see cref="Razor"/> is run. The public description names these quantities and gives no values: the defaults are chosen here.</summary>
public sealed record RazorOptions
{
    /// <summary>α: how much a layer's score falls where the forget and the retain gradient agree.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>τ of the first round, as a share of the highest score; every further round halves it.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>λ: the weight of forgetting against retaining in the step.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>The longest step: all that moves changes by this share of its weights at most.</summary>
    public double LongestStep { get; init; } = 0.2;

    /// <summary>How often the set of layers is enlarged at most.</summary>
    public int Enlargements { get; init; } = 6;

    /// <summary>Bisections of η in a round whose longest step forgets.</summary>
    public int Bisections { get; init; } = 9;

    /// <summary>What a config says, over the defaults.</summary>
    /// <param name="alpha">α; null is the default, here and below.</param>
    /// <param name="threshold">τ.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="longestStep">The longest step.</param>
    public static RazorOptions Of(double? alpha, double? threshold, double? lambda, double? longestStep)
    {
        var defaults = new RazorOptions();
        return defaults with
        {
            Alpha = alpha ?? defaults.Alpha,
            Threshold = threshold ?? defaults.Threshold,
            Lambda = lambda ?? defaults.Lambda,
            LongestStep = longestStep ?? defaults.LongestStep,
        };
    }

    /// <summary>The settings as a table shows them: <c>α=1, τ=0.5, λ=1</c>, and <c>steps to 0.1</c> where that is not the default.</summary>
    public string Setting => FormattableString.Invariant($"α={Alpha:G6}, τ={Threshold:G6}, λ={Lambda:G6}") + (HasOwnStep ? FormattableString.Invariant($", steps to {LongestStep:G6}") : "");

    /// <summary>The settings as files are named by them: <c>1-0.5-1</c>.</summary>
    public string FileName => FormattableString.Invariant($"{Alpha:G6}-{Threshold:G6}-{Lambda:G6}{(HasOwnStep ? FormattableString.Invariant($"-{LongestStep:G6}") : "")}").ToLowerInvariant();

    private bool HasOwnStep => LongestStep != new RazorOptions().LongestStep;
}
