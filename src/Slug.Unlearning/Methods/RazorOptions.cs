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
}
