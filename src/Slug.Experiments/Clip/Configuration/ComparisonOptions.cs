using System.ComponentModel.DataAnnotations;
using Slug.Unlearning.Methods;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>One row of the comparison: a method of the paper's table at one setting, run for every concept (METHOD section 3).</summary>
public sealed record ComparisonOptions
{
    /// <summary>What tables say of dampening that reaches token embeddings too.</summary>
    internal const string FreeEmbeddings = "embeddings free";

    /// <summary><c>ft</c>, <c>ga</c>, <c>gaft</c>, <c>salun</c> or <c>ssd</c>; with <c>_o</c> behind, forgetting by the contrastive loss.</summary>
    public required string Method { get; init; }

    /// <summary>The optimiser's peak learning rate; not for <c>ssd</c>, which has none.</summary>
    [Range(1e-12, 1)]
    public double? LearningRate { get; init; }

    /// <summary>For <c>ssd</c>: how many times more important to the forget set a weight must be to be dampened; 10 by default.</summary>
    [Range(1e-6, 1e12)]
    public double? Alpha { get; init; }

    /// <summary>
    /// Leaves token embeddings alone. Without it <c>ssd</c> may 'forget' a concept that has a word of its own by deleting that word's
    /// vector; the table says which was used.
    /// </summary>
    public bool FreezeEmbeddings { get; init; }

    /// <summary>Epochs at most; a run ends early where FA@1 on the search set reaches zero, for that epoch is the method's row.</summary>
    [Range(1, 1000)]
    public int Epochs { get; init; } = 10;

    /// <summary>Pairs per batch.</summary>
    [Range(2, 65_536)]
    public int Batch { get; init; } = 32;

    /// <summary>Whether the method has no learning rate.</summary>
    public bool IsDampening => Method.StartsWith(MethodNames.Of(MethodKind.SelectiveDampening), StringComparison.Ordinal);

    /// <summary>
    /// What else sets the row apart: <c>α=10, embeddings free</c>, <c>α=10, embeddings frozen</c>; null where the learning rate says it all.
    /// </summary>
    public string? Setting
    {
        get
        {
            string? embeddings = FreezeEmbeddings ? "embeddings frozen" : null;
            return IsDampening ? FormattableString.Invariant($"α={Alpha ?? new MethodOptions().DampeningAlpha:G6}, {embeddings ?? FreeEmbeddings}") : embeddings;
        }
    }

    /// <summary>The name for steps and files: <c>ga-1e-05</c>, <c>ssd-10-frozen</c>.</summary>
    public string FileName => FormattableString.Invariant($"{Method}-{(IsDampening ? Alpha ?? new MethodOptions().DampeningAlpha : LearningRate):G6}").ToLowerInvariant()
        + (FreezeEmbeddings ? "-frozen" : "");

    /// <summary>The method's options.</summary>
    public MethodOptions ToMethodOptions()
    {
        var defaults = new MethodOptions();
        return defaults with
        {
            Epochs = Epochs,
            LearningRate = LearningRate ?? defaults.LearningRate,
            ContrastiveForget = MethodNames.Parse(Method).ContrastiveForget,
            DampeningAlpha = Alpha ?? defaults.DampeningAlpha,
            FreezeEmbeddings = FreezeEmbeddings,
        };
    }

    /// <summary>What is wrong with this row beyond its values' ranges; null when nothing is.</summary>
    internal (string Key, string Message)? Mistake()
    {
        try
        {
            _ = MethodNames.Parse(Method);
        }
        catch (ArgumentException e)
        {
            return ("method", e.Message.Split(" (Parameter")[0]);
        }

        if (IsDampening && LearningRate is not null) return ("learningRate", $"'{Method}' has no learning rate; its strength is 'alpha'");
        if (!IsDampening && Alpha is not null) return ("alpha", $"'{Method}' has no alpha; its strength is 'learningRate'");
        if (!IsDampening && LearningRate is null) return ("method", $"'{Method}' needs a learningRate, such as the paper's 1e-6");
        return null;
    }
}
