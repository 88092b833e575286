using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Keys;
using Slug.Unlearning.Methods;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>One row of the comparison: a method of the paper's table at one setting, run for every concept (METHOD section 3).</summary>
public sealed record ComparisonOptions
{
    /// <summary>What tables say of dampening that reaches token embeddings too.</summary>
    internal const string FreeEmbeddings = "embeddings free";

    /// <summary>
    /// <c>ft</c>, <c>ga</c>, <c>gaft</c>, <c>salun</c>, <c>ssd</c> or <c>razor</c> (after RAZOR: several layers at once); with <c>_o</c> behind, forgetting by the
    /// contrastive loss.
    /// </summary>
    public required string Method { get; init; }

    /// <summary>The optimiser's peak learning rate; not for <c>ssd</c> and <c>razor</c>, which have none.</summary>
    [Range(1e-12, 1)]
    public double? LearningRate { get; init; }

    /// <summary>
    /// For <c>ssd</c>: how many times more important to the forget set a weight must be to be dampened; 10 by default. For <c>razor</c>: how much a layer's score
    /// falls where its two gradients agree; 1 by default.
    /// </summary>
    [Range(1e-6, 1e12)]
    public double? Alpha { get; init; }

    /// <summary>For <c>razor</c>: layers move whose score exceeds this share of the highest, halved in every further round; 0.5 by default.</summary>
    [OmittedWhenNull, Range(1e-6, 0.999999)]
    public double? Tau { get; init; }

    /// <summary>For <c>razor</c>: the weight of forgetting against retaining in its step; 1 by default.</summary>
    [OmittedWhenNull, Range(1e-6, 1e6)]
    public double? Lambda { get; init; }

    /// <summary>For <c>razor</c>: the share by which what moves changes at most, before more layers join; 0.2 by default.</summary>
    [OmittedWhenNull, Range(1e-6, 1e3)]
    public double? LongestStep { get; init; }

    /// <summary>
    /// Leaves token embeddings alone. Without it <c>ssd</c> may 'forget' a concept that has a word of its own by deleting that word's
    /// vector; the table says which was used.
    /// </summary>
    public bool FreezeEmbeddings { get; init; }

    /// <summary>Epochs at most, of which <c>razor</c> has none; a run ends early where FA@1 on the search set reaches zero, for that epoch is the method's row.</summary>
    [Range(1, 1000)]
    public int Epochs { get; init; } = 10;

    /// <summary>Pairs per batch.</summary>
    [Range(2, 65_536)]
    public int Batch { get; init; } = 32;

    /// <summary>Whether the method has no learning rate.</summary>
    public bool IsDampening => Method.StartsWith(MethodNames.Of(MethodKind.SelectiveDampening), StringComparison.Ordinal);

    /// <summary>Whether several layers move at once, after RAZOR: then the rows of the report are rounds, not epochs.</summary>
    public bool IsRazor => Method.StartsWith(MethodNames.Of(MethodKind.Razor), StringComparison.Ordinal);

    /// <summary>
    /// What else sets the row apart: <c>α=10, embeddings free</c>, <c>α=1, τ=0.5, λ=1</c>; null where the learning rate says it all.
    /// </summary>
    public string? Setting
    {
        get
        {
            if (Razor is { } razor) return razor.Setting;
            string? embeddings = FreezeEmbeddings ? "embeddings frozen" : null;
            return IsDampening ? FormattableString.Invariant($"α={Alpha ?? new MethodOptions().DampeningAlpha:G6}, {embeddings ?? FreeEmbeddings}") : embeddings;
        }
    }

    /// <summary>The name for steps and files: <c>ga-1e-05</c>, <c>ssd-10-frozen</c>, <c>razor-1-0.5-1</c>.</summary>
    public string FileName => Razor is { } razor ? $"{Method}-{razor.FileName}"
        : FormattableString.Invariant($"{Method}-{(IsDampening ? Alpha ?? new MethodOptions().DampeningAlpha : LearningRate):G6}").ToLowerInvariant()
        + (FreezeEmbeddings ? "-frozen" : "");

    /// <summary>How <c>razor</c> is run; null for the others.</summary>
    public RazorOptions? Razor => IsRazor ? RazorOptions.Of(Alpha, Tau, Lambda, LongestStep) : null;

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

        if (IsRazor)
        {
            if (LearningRate is not null) return ("learningRate", $"'{Method}' has no learning rate; its settings are 'alpha', 'tau', 'lambda' and 'longestStep'");
            return FreezeEmbeddings ? ("freezeEmbeddings", $"'{Method}' moves candidate layers alone, and embeddings are none; leave it out") : null;
        }

        if (Tau is not null) return ("tau", $"'{Method}' has no tau; it is razor's");
        if (Lambda is not null) return ("lambda", $"'{Method}' has no lambda; it is razor's");
        if (LongestStep is not null) return ("longestStep", $"'{Method}' has no longest step; it is razor's");
        if (IsDampening && LearningRate is not null) return ("learningRate", $"'{Method}' has no learning rate; its strength is 'alpha'");
        if (!IsDampening && Alpha is not null) return ("alpha", $"'{Method}' has no alpha; its strength is 'learningRate'");
        if (!IsDampening && LearningRate is null) return ("method", $"'{Method}' needs a learningRate, such as the paper's 1e-6");
        return null;
    }
}
