using System.Diagnostics;
using System.Globalization;
using Slug.Data.Images;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Clip;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// One pass over each set on the original weights: one retain gradient that all concepts share, and the forget gradient of every concept, with
/// the scores of all layers (paper, section 3). Of a forget gradient only the layers that may be chosen are stored.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="tars">Its sets.</param>
/// <param name="pretrain">Its original model.</param>
public sealed class ComputeGradsStage(ClipExperiment experiment, StepGraph graph, CreateTarsStage tars, PretrainStage pretrain)
{
    /// <summary>Output: the mean gradient of parameters.</summary>
    public const string Gradients = "gradients.safetensors";

    /// <summary>Output of a concept's step: the scores of all candidate layers.</summary>
    public const string Layers = "layers.json";

    private const string Pairs = "pairs.tar";

    /// <summary>Input of a concept's step: the gradient over the retain set.</summary>
    internal const string Retain = "retain.safetensors";

    /// <summary>What is stored, besides layer names: every parameter, or every candidate layer.</summary>
    internal const string Everything = "everything", AllCandidates = "candidates";

    private sealed record Parameters(ClipConfig Model, string Objective, int Batch, IReadOnlyList<string> Stored, long? CropSeed)
    {
        /// <summary>How often and how the forget set's pictures are varied; null where they are taken alone.</summary>
        [OmittedWhenNull]
        public ForgetViews? Views { get; init; }

        /// <summary>Of what the retain set's second moments are taken; null where no direction needs them.</summary>
        [OmittedWhenNull]
        public MomentParameters? Moments { get; init; }
    }

    /// <summary>Whether layers move along the whitened gradient.</summary>
    private bool IsWhitened => experiment.Options.Unlearn.Direction == AscentDirection.Whitened;

    /// <summary>The gradients of the experiment's own, where this is of a further row of the table with another objective or direction: what is the same is made once.</summary>
    internal ComputeGradsStage? Own { get; init; }

    /// <summary>Behind the names of such a row's steps.</summary>
    internal string? Row { get; init; }

    private bool IsOfTokens => experiment.Options.Unlearn.Objective == ForgetObjective.Tokens;

    /// <summary>What tables say of objectives and directions other than the paper's; null for these.</summary>
    public string? Setting
    {
        get
        {
            var direction = IsWhitened ? FormattableString.Invariant($"whitened, damping {experiment.Options.Unlearn.Damping ?? UnlearnOptions.DefaultDamping:G6}") : null;
            return !IsOfTokens ? direction : direction is null ? "tokens" : $"tokens, {direction}";
        }
    }

    /// <summary>A variant's setting, with the direction where it is not the paper's.</summary>
    public string SettingOf(string variant) => Setting is null ? variant : $"{variant}, {Setting}";

    /// <summary>All steps of the stage.</summary>
    public IEnumerable<Step> Steps =>
        [Retained, .. experiment.Concepts.Select(ForgetFor), .. IsWhitened ? experiment.Concepts.Select(DirectionFor) : []];

    /// <summary>Along what a concept's layers move.</summary>
    public StepOutput AscentFor(Concept concept) => (IsWhitened ? DirectionFor(concept) : ForgetFor(concept)).Output(Gradients);

    /// <summary>What has to be made for a concept alone before its search: its time is the method's.</summary>
    public IReadOnlyDictionary<string, StepOutput> CostsOf(Concept concept)
    {
        var costs = new Dictionary<string, StepOutput> { [Gradients] = ForgetFor(concept).Output(Gradients) };
        if (IsWhitened) costs["direction.safetensors"] = AscentFor(concept);
        return costs;
    }

    /// <summary>The gradient of the contrastive loss over the retain set.</summary>
    public Step Retained => Own is { } own && own.IsWhitened == IsWhitened ? own.Retained : graph.Once(StageNames.ComputeGrads, RetainSubject, () =>
    {
        var grads = experiment.Options.Grads;
        var parameters = new Parameters(
            experiment.Model,
            Objective.Retain.Name,
            grads.Batch,
            [grads.Store == GradientStore.All ? Everything : AllCandidates],
            grads.RetainCrops ? experiment.Options.Seed : null)
        {
            Moments = IsWhitened ? MomentParameters.Of(experiment.Options) : null,
        };
        return StepOver(RetainSubject, parameters, tars.RetainSet, IsWhitened ? [DirectionSteps.Moments] : [], context =>
        {
            using var loan = LoadModel(parameters, context);
            using var moments = parameters.Moments is { } wanted ? new RetainMoments(wanted, loan.Model, context.Input(Pairs)) : null;
            using var gradients = Compute(parameters, Objective.Retain, loan.Model, graph.Resources.Pictures, context, moments is null ? null : moments.Expect);
            gradients.Save(context.Output(Gradients));
            moments?.Save(context.Output(DirectionSteps.Moments), context.Log);
            loan.Keep();
        });
    });

    /// <summary>A concept's gradient, whitened.</summary>
    private Step DirectionFor(Concept concept) => new DirectionSteps(experiment, graph, tars, pretrain, this).For(concept);

    /// <summary>The gradient of what a concept's layers climb, with the scores of all layers.</summary>
    public Step ForgetFor(Concept concept) => Own is { } own && own.Makes(this) ? own.ForgetFor(concept) : IsOfTokens ? new TokenSteps(experiment, graph, tars, pretrain, this).For(concept) : CosineFor(concept);

    /// <summary>The gradient of <c>1 - cos</c> over a concept's forget set.</summary>
    private Step CosineFor(Concept concept) => graph.Once(StageNames.ComputeGrads, SubjectOf($"forget-{concept.FileName}"), () =>
    {
        var parameters = new Parameters(experiment.Model, Objective.Forget.Name, experiment.Options.Grads.Batch, Stored(experiment.Options), null)
        {
            Views = ForgetViews.Of(experiment.Options),
        };
        var pairs = tars.ForgetSetOf(concept);
        return StepOver(SubjectOf($"forget-{concept.FileName}"), parameters, pairs, [Layers], context =>
        {
            using var loan = LoadModel(parameters, context);
            using var retain = GradientSet.Load(context.Input(Retain), loan.Model.LogitScale.device);
            using var forget = Compute(parameters, Objective.Forget, loan.Model, graph.Resources.Pictures, context);
            var clock = Stopwatch.StartNew();
            var table = LayerTable.Score(loan.Model.Layers, forget, retain);
            context.Provenance(CostPhase.LayerSeconds, clock.Elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
            LayerTableFile.Save(context.Output(Layers), table);
            forget.Save(context.Output(Gradients), Chosen(parameters.Stored, table));
            loan.Keep();
        });
    });

    // All rows that need second moments have the same ones.
    private string RetainSubject => Own is null ? "retain" : IsWhitened ? "retain-moments" : "retain-plain";

    private bool Makes(ComputeGradsStage other) =>
        IsOfTokens == other.IsOfTokens && Stored(experiment.Options).SequenceEqual(Stored(other.Options)) && experiment.Options.Unlearn.Tokens == other.Options.Unlearn.Tokens;

    private ClipOptions Options => experiment.Options;

    /// <summary>The name of a step of the stage.</summary>
    internal string SubjectOf(string name) => Row is null ? name : $"{name}-{Row}";

    private Step StepOver(string subject, Parameters parameters, StepOutput pairs, IReadOnlyList<string> more, Action<IStepContext> run)
    {
        var inputs = new Dictionary<string, ArtifactSource>
        {
            [PretrainStage.Model] = pretrain.Original,
            [Pairs] = pairs,
            [TokenizerSource.Input] = pretrain.Tokenizer,
        };
        // A layer's alignment is between its two gradients: a concept's step reads the one that all share.
        if (parameters.Objective == Objective.Forget.Name) inputs[Retain] = Retained.Output(Gradients);
        return new Step
        {
            Stage = StageNames.ComputeGrads,
            Subject = subject,
            Version = 2,
            Parameters = parameters,
            ParametersPath = "grads",
            Inputs = inputs,
            Outputs = [new OutputSpec(Gradients), .. more.Select(name => new OutputSpec(name))],
            Run = context => Task.Run(() => run(context)),
        };
    }

    private LoadedModels.Loan LoadModel(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        return graph.Resources.Of(() => new LoadedModels()).Rent(parameters.Model, context.Input(PretrainStage.Model), device);
    }

    private static GradientSet Compute(
        Parameters parameters, Objective objective, ClipModel model, PictureMemory pictures, IStepContext context, Action<Tensor>? expect = null)
    {
        var pairs = 0L;
        var batches = ReadPairs(context, context.Input(Pairs), parameters.Model, parameters.Batch, parameters.CropSeed, pictures, model.LogitScale.device)
            .Select(batch =>
            {
                pairs += batch.Tokens.shape[0];
                return batch;
            });
        if (parameters.Views is { } views) batches = views.AddTo(batches);
        var only = parameters.Stored.Contains(Everything) ? null : Candidates(model);
        var gradients = GradientComputation.Compute(model, batches, objective, _ => context.Progress(pairs, 0, "pairs"), context.Cancellation, only, expect);
        context.Log($"mean {gradients.Loss} {gradients.MeanLoss:F4} over {pairs} pairs in {gradients.Batches} batches");
        return gradients;
    }

    /// <summary>A set's batches as gradients and second moments see them: what is to be taken off a sum must be read as it was when it was added.</summary>
    /// <param name="context">The step, with the tokenizer among its inputs.</param>
    /// <param name="tar">The set.</param>
    /// <param name="config">The model.</param>
    /// <param name="batch">Pairs a batch.</param>
    /// <param name="cropSeed">The seed of random crops; null for the middle of each picture.</param>
    /// <param name="pictures">Remembers decoded pictures.</param>
    /// <param name="device">Where batches go.</param>
    /// <param name="places">Which places of the set to read; null for all.</param>
    internal static IEnumerable<PairBatch> ReadPairs(
        IStepContext context, string tar, ClipConfig config, int batch, long? cropSeed, PictureMemory pictures, Device device, Func<int, bool>? places = null)
    {
        var size = config.Vision.ImageSize;
        IImageTransform transform = cropSeed is null ? new ClipTransform(size, pictures) : new ClipTrainTransform(size);
        var options = new ImageBatchOptions { BatchSize = batch, Seed = cropSeed ?? 0, Places = places };
        return PairBatches.Read([tar], transform, TokenizerSource.Load(context.Input(TokenizerSource.Input)), config.Text.ContextLength, options, context.Cancellation, device);
    }

    internal static Func<string, bool> Candidates(ClipModel model) =>
        model.Layers.Candidates.Select(c => c.Name).ToHashSet(StringComparer.Ordinal).Contains;

    /// <summary>What must be stored for the layers that the config may choose from.</summary>
    internal static IReadOnlyList<string> Stored(ClipOptions options)
    {
        var unlearn = options.Unlearn;
        if (options.Grads.Store == GradientStore.All || unlearn.Ablations.Contains(LayerGroups.WholeModel)) return [Everything];
        IReadOnlyList<string> wanted = unlearn.Layer == LayerChoice.Best ? unlearn.Candidates : [unlearn.Layer];
        return wanted switch
        {
            [LayerChoice.All] => [AllCandidates],
            [LayerChoice.Pareto] or [LayerChoice.Deepest] => [LayerChoice.Pareto],
            [LayerChoice.Near] => [LayerChoice.Near],
            [LayerChoice.EncoderFronts] => [LayerChoice.EncoderFronts],
            _ => [LayerChoice.Pareto, .. wanted.Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>The names of the tensors to store; null for all that were computed.</summary>
    internal static IReadOnlyCollection<string>? Chosen(IReadOnlyList<string> stored, LayerTable table) =>
        stored[0] is Everything or AllCandidates
            ? null
            : [.. LayerChoice.Candidates(table, [stored[0]]).Select(l => l.Name).Union(stored.Skip(1))];
}
