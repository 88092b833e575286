using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Slug.Experiments.Clip.Configuration;
using Slug.Pipeline.Keys;
using Slug.Unlearning.Methods;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>A row of the comparison: another method, or SLUG along another direction or objective.</summary>
public sealed record EditingOptions
{
    /// <summary>Unified concept editing.</summary>
    public const string Uce = "uce";

    /// <summary>Reliable concept erasing.</summary>
    public const string Rece = "rece";

    /// <summary>SLUG in another way than <c>unlearn</c> says.</summary>
    public const string Slug = "slug";

    // The paper's methods that train: ascent on the forget set, alone or in turn with fine-tuning on the retain set.
    private static readonly string[] Trained = ["ga", "gaft", "ga_o", "gaft_o"];

    // After RAZOR: several layers at once.
    private static readonly string[] Several = ["razor", "razor_o"];

    private const int DefaultEpochs = 10, DefaultBatch = 32;

    /// <summary>The methods.</summary>
    public static IReadOnlyList<string> All { get; } = [Uce, Rece, Slug, .. Trained, .. Several];

    /// <summary>
    /// <c>uce</c> or <c>rece</c>: closed forms that edit the network's attention to the prompt; <c>slug</c>: one layer of the text encoder as <c>unlearn</c> says, but for
    /// what this row says; <c>ga</c>, <c>gaft</c>: the whole CLIP is trained to forget, round by round, and its text tower goes into the pipeline (behind <c>_o</c>,
    /// forgetting by the contrastive loss); <c>razor</c>: several layers of the text tower at once, after RAZOR (<c>razor_o</c>, likewise).
    /// </summary>
    public required string Method { get; init; }

    /// <summary>For <c>uce</c> and <c>rece</c>, what the concept becomes: one prompt for all concepts, as it stands; null sends it to the mean of the retained prompts of its domain.</summary>
    [OmittedWhenNull]
    public string? Guide { get; init; }

    /// <summary>For <c>uce</c> and <c>rece</c>: weight of what is erased, e.</summary>
    [Range(1e-9, 1e9)]
    public double Erase { get; init; } = 1;

    /// <summary>For <c>uce</c> and <c>rece</c>: weight of staying where the matrices are, λ.</summary>
    [Range(1e-9, 1e9)]
    public double Stay { get; init; } = 0.1;

    /// <summary>For <c>uce</c> and <c>rece</c>: weight of what is retained, p; null is max(0.1, 1/n).</summary>
    [OmittedWhenNull, Range(0.0, 1e9)]
    public double? Preserve { get; init; }

    /// <summary>For <c>slug</c>: what layers climb, <c>cosine</c> or <c>tokens</c>; null is as <c>unlearn</c> has it.</summary>
    [OmittedWhenNull]
    public ForgetObjective? Objective { get; init; }

    /// <summary>For <c>slug</c>: along what they move, <c>gradient</c> or <c>whitened</c>; null is as <c>unlearn</c> has it.</summary>
    [OmittedWhenNull]
    public AscentDirection? Direction { get; init; }

    /// <summary>For <c>slug</c>: the whitened direction's damping; null is as <c>unlearn</c> has it.</summary>
    [OmittedWhenNull, Range(1e-6, 1e6)]
    public double? Damping { get; init; }

    /// <summary>For <c>slug</c>: the layers to search, as <c>unlearn.layer</c>; null are those.</summary>
    [OmittedWhenNull]
    public IReadOnlyList<string>? Layer { get; init; }

    /// <summary>For <c>slug</c>: the share of the search's pictures that may still show the concept, as <c>unlearn.search.left</c>; null is as that has it.</summary>
    [OmittedWhenNull, Range(0.0, 1.0)]
    public double? Left { get; init; }

    /// <summary>For methods that train: the optimiser's peak learning rate.</summary>
    [OmittedWhenNull, Range(1e-12, 1)]
    public double? LearningRate { get; init; }

    /// <summary>For methods that train: rounds at most; the first that leaves nothing is the last.</summary>
    [Range(1, 1000)]
    public int Epochs { get; init; } = DefaultEpochs;

    /// <summary>For methods that train, and <c>razor</c>: pairs a batch.</summary>
    [Range(2, 65_536)]
    public int Batch { get; init; } = DefaultBatch;

    /// <summary>For <c>razor</c>: how much a layer's score falls where its two gradients agree; 1 by default.</summary>
    [OmittedWhenNull, Range(1e-6, 1e12)]
    public double? Alpha { get; init; }

    /// <summary>For <c>razor</c>: layers move whose score exceeds this share of the highest, halved in every further round; 0.5 by default.</summary>
    [OmittedWhenNull, Range(1e-6, 0.999999)]
    public double? Tau { get; init; }

    /// <summary>For <c>razor</c>: the weight of forgetting against retaining in its step; 1 by default.</summary>
    [OmittedWhenNull, Range(1e-6, 1e6)]
    public double? Lambda { get; init; }

    /// <summary>For <c>razor</c>: the share by which what moves changes at most, before more layers join; 0.2 by default.</summary>
    [OmittedWhenNull, Range(1e-6, 1000)]
    public double? LongestStep { get; init; }

    /// <summary>How <c>razor</c> is run; null for the others.</summary>
    internal RazorOptions? Razor => Several.Contains(Method) ? RazorOptions.Of(Alpha, Tau, Lambda, LongestStep) : null;

    /// <summary>Whether the method changes the CLIP round by round: it trains it, or moves several of its layers.</summary>
    internal bool IsRoundByRound => IsTrained || Razor is not null;

    /// <summary>Whether the method trains the CLIP.</summary>
    internal bool IsTrained => Trained.Contains(Method);

    /// <summary>Whether it is a closed form.</summary>
    internal bool IsClosedForm => Method is Uce or Rece;

    /// <summary>Whether the row is SLUG's.</summary>
    internal bool IsSlug => Method == Slug;

    /// <summary>The name for steps and files: <c>uce</c>, <c>slug-tokens-whitened-0.1</c>, <c>slug-left-0.1</c>, <c>razor-1-0.5-1</c>.</summary>
    internal string FileName => string.Join('-', new[]
    {
        Method, Objective?.ToString().ToLowerInvariant(), Direction?.ToString().ToLowerInvariant(), Damping?.ToString("G6", CultureInfo.InvariantCulture).ToLowerInvariant(),
        Left is { } left ? string.Create(CultureInfo.InvariantCulture, $"left-{left:G6}").ToLowerInvariant() : null, Layer is null ? null : "layers",
        LearningRate?.ToString("G6", CultureInfo.InvariantCulture).ToLowerInvariant(), Razor?.FileName,
    }.Where(part => part is not null));

    /// <summary>What tables say of the row: <c>whitened, damping 0.01, left 0.08</c>; null where its method says it all.</summary>
    /// <param name="along">What they say of objective and direction; null of the paper's, and of other methods.</param>
    internal string? SettingOf(string? along)
    {
        var said = string.Join(", ", new[]
        {
            along, Razor?.Setting, Left is { } left ? string.Create(CultureInfo.InvariantCulture, $"left {left:G6}") : null, Layer is null ? null : "other layers",
        }.Where(part => part is not null));
        return said.Length > 0 ? said : null;
    }

    /// <summary>How a method that trains is run.</summary>
    internal MethodOptions ToMethodOptions()
    {
        var defaults = new MethodOptions();
        return defaults with { Epochs = Epochs, LearningRate = LearningRate ?? defaults.LearningRate, ContrastiveForget = MethodNames.Parse(Method).ContrastiveForget };
    }

    /// <summary>How SLUG forgets in this row.</summary>
    /// <param name="unlearn">How the experiment's own does.</param>
    internal ForgettingOptions Over(ForgettingOptions unlearn) => unlearn with
    {
        Objective = Objective ?? unlearn.Objective,
        Direction = Direction ?? unlearn.Direction,
        Damping = Damping ?? unlearn.Damping,
        Layer = Layer ?? unlearn.Layer,
        Search = unlearn.Search with { Left = Left ?? unlearn.Search.Left },
        // The figure of step sizes is that of the experiment's own.
        CurvePoints = 0,
    };

    /// <summary>What the row says that its method has no use for; null where there is nothing.</summary>
    internal (string Key, string Message)? Mistake()
    {
        var plain = new EditingOptions { Method = Method };
        if (!IsClosedForm && (Guide, Preserve, Erase, Stay) != (null, null, plain.Erase, plain.Stay)) return ("method", $"'guide', 'erase', 'stay' and 'preserve' are those of {Uce} and {Rece}, which '{Method}' is not");
        if (!IsSlug && (Objective, Direction, Damping, Layer, Left) != (null, null, null, null, null)) return ("method", $"'objective', 'direction', 'damping', 'layer' and 'left' are those of {Slug}, which '{Method}' is not");
        if (!IsTrained && (LearningRate, Epochs) != (null, DefaultEpochs)) return (LearningRate is null ? "epochs" : "learningRate", $"'learningRate' and 'epochs' are those of methods that train, which '{Method}' is not");
        if (!IsRoundByRound && Batch != DefaultBatch) return ("batch", $"'batch' is that of methods that train and of razor, which '{Method}' is not");
        if (Razor is null && (Alpha, Tau, Lambda, LongestStep) != (null, null, null, null))
            return (Alpha is not null ? "alpha" : Tau is not null ? "tau" : Lambda is not null ? "lambda" : "longestStep", $"'alpha', 'tau', 'lambda' and 'longestStep' are razor's, which '{Method}' is not");
        return IsTrained && LearningRate is null ? ("method", $"'{Method}' needs a learningRate") : null;
    }
}
