using Slug.Data.WebDataset;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// Packs the sets into webdataset shards: what a data source makes (training pairs, search set, test set), the retain set and a forget set per concept.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="source">Its data.</param>
public sealed class CreateTarsStage(Experiment experiment, StepGraph graph, IDataSource source)
{
    /// <summary>Output: the folder of training shards.</summary>
    public const string Shards = "shards";

    /// <summary>Output: the pictures on which layer and step size are chosen.</summary>
    public const string Search = "search.tar";

    /// <summary>Output: the pictures on which the results are measured.</summary>
    public const string Test = "test.tar";

    /// <summary>Output: names, subcategories and which belongs to which.</summary>
    public const string Classes = "classes.json";

    /// <summary>Output: the sample of the training pairs that stands for what must be kept.</summary>
    public const string Retain = "retain.tar";

    /// <summary>Output: the training pairs whose caption names the concept.</summary>
    public const string Forget = "forget.tar";

    private sealed record RetainParameters(int RetainPairs, long Seed);

    private sealed record ForgetParameters(string Concept, int ForgetPairs, CaptionMatchMode Match);

    /// <summary>Where the sets come from that are cut here.</summary>
    public DataSets Sets { get; } = source.Sets;

    /// <summary>All steps of the stage, and those of the data source before it.</summary>
    public IEnumerable<Step> Steps =>
    [
        .. source.Steps, .. Sets.Retain is null ? new[] { Retained } : [], .. Sets.Forget is null ? experiment.Concepts.Select(ForgetFor) : [],
    ];

    /// <summary>The retain set.</summary>
    public StepOutput RetainSet => Sets.Retain ?? Retained.Output(Retain);

    /// <summary>A concept's forget set.</summary>
    public StepOutput ForgetSetOf(Concept concept) => Sets.Forget is { } own ? own(concept) : ForgetFor(concept).Output(Forget);

    /// <summary>Samples the retain set, where the data source does not.</summary>
    private Step Retained => graph.Once(StageNames.CreateTars, "retain", () =>
    {
        var parameters = new RetainParameters(Sets.RetainPairs, experiment.Options.Seed);
        return CutStep("retain", Sets.Shards!, parameters, Retain, context =>
        {
            // Every caption is a candidate, as in the paper, whose retain set is a shard of the training data as it comes: the
            // retain gradient is then the same for all concepts.
            var report = new ShardReadReport();
            var pairs = ConceptShards.WriteRetain(
                ShardsIn(context), parameters.RetainPairs, parameters.Seed, context.Output(Retain), report, context.Cancellation);
            Warn(report, context);
            context.Log($"{pairs} retain pairs");
        });
    });

    /// <summary>Cuts out the forget set of a concept, where the data source does not.</summary>
    private Step ForgetFor(Concept concept) => graph.Once(StageNames.CreateTars, $"forget-{concept.FileName}", () =>
    {
        var parameters = new ForgetParameters(concept.Name, Sets.ForgetPairs, Sets.Match);
        return CutStep($"forget-{concept.FileName}", Sets.ForgetShards!(concept), parameters, Forget, context =>
        {
            var report = new ShardReadReport();
            var pairs = ConceptShards.WriteForget(
                ShardsIn(context),
                new CaptionMatcher(parameters.Concept, parameters.Match),
                parameters.ForgetPairs,
                context.Output(Forget),
                report,
                context.Cancellation,
                ConceptShards.SmallestForgetSet);
            Warn(report, context);
            context.Log($"{pairs} forget pairs name '{concept.Name}'");
        });
    });

    private Step CutStep(string subject, StepOutput shards, object parameters, string output, Action<IStepContext> run) => new()
    {
        Stage = StageNames.CreateTars,
        Subject = subject,
        Version = 1,
        Parameters = parameters,
        ParametersPath = Sets.Section,
        Inputs = new Dictionary<string, ArtifactSource> { [Shards] = shards },
        Outputs = [new OutputSpec(output)],
        Run = context => Task.Run(() => run(context)),
    };

    /// <summary>Shards may be torn, or hold samples that cannot be used; what is whole of them is used, and the user is told.</summary>
    internal static void Warn(ShardReadReport report, IStepContext context)
    {
        foreach (var warning in report.Warnings) context.Warn(warning);
    }

    /// <summary>The shards among a step's inputs, in order.</summary>
    public static IReadOnlyList<string> ShardsIn(IStepContext context) =>
        [.. Directory.GetFiles(context.Input(Shards), "*.tar").Order(StringComparer.Ordinal)];
}
