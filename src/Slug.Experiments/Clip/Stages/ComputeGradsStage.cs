using Slug.Data.Images;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;

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
    private const string Retain = "retain.safetensors";

    /// <summary>What is stored, besides layer names: every parameter, or every candidate layer.</summary>
    private const string Everything = "everything", AllCandidates = "candidates";

    private sealed record Parameters(ClipConfig Model, string Objective, int Batch, IReadOnlyList<string> Stored, long? CropSeed);

    /// <summary>All steps of the stage.</summary>
    public IEnumerable<Step> Steps => [Retained, .. experiment.Concepts.Select(ForgetFor)];

    /// <summary>The gradient of the contrastive loss over the retain set.</summary>
    public Step Retained => graph.Once(StageNames.ComputeGrads, "retain", () =>
    {
        var grads = experiment.Options.Grads;
        var parameters = new Parameters(
            experiment.Model,
            Objective.Retain.Name,
            grads.Batch,
            [grads.Store == GradientStore.All ? Everything : AllCandidates],
            grads.RetainCrops ? experiment.Options.Seed : null);
        return StepOver("retain", parameters, tars.RetainSet, [], context =>
        {
            using var loan = LoadModel(parameters, context);
            using var gradients = Compute(parameters, Objective.Retain, loan.Model, graph.Resources.Pictures, context);
            gradients.Save(context.Output(Gradients));
            loan.Keep();
        });
    });

    /// <summary>The gradient of <c>1 - cos</c> over a concept's forget set.</summary>
    public Step ForgetFor(Concept concept) => graph.Once(StageNames.ComputeGrads, $"forget-{concept.FileName}", () =>
    {
        var parameters = new Parameters(experiment.Model, Objective.Forget.Name, experiment.Options.Grads.Batch, Stored(experiment.Options), null);
        var pairs = tars.ForgetSetOf(concept);
        return StepOver($"forget-{concept.FileName}", parameters, pairs, [Layers], context =>
        {
            using var loan = LoadModel(parameters, context);
            using var retain = GradientSet.Load(context.Input(Retain), loan.Model.LogitScale.device);
            using var forget = Compute(parameters, Objective.Forget, loan.Model, graph.Resources.Pictures, context);
            var table = LayerTable.Score(loan.Model.Layers, forget, retain);
            LayerTableFile.Save(context.Output(Layers), table);
            forget.Save(context.Output(Gradients), Chosen(parameters.Stored, table));
            loan.Keep();
        });
    });

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

    private static GradientSet Compute(Parameters parameters, Objective objective, ClipModel model, PictureMemory pictures, IStepContext context)
    {
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        var size = parameters.Model.Vision.ImageSize;
        IImageTransform transform = parameters.CropSeed is null ? new ClipTransform(size, pictures) : new ClipTrainTransform(size);
        var options = new ImageBatchOptions { BatchSize = parameters.Batch, Seed = parameters.CropSeed ?? 0 };
        var pairs = 0L;
        var batches = PairBatches.Read([context.Input(Pairs)], transform, tokenizer, parameters.Model.Text.ContextLength, options, context.Cancellation, model.LogitScale.device)
            .Select(batch =>
            {
                pairs += batch.Tokens.shape[0];
                return batch;
            });
        var only = parameters.Stored.Contains(Everything) ? null : Candidates(model);
        var gradients = GradientComputation.Compute(model, batches, objective, _ => context.Progress(pairs, 0, "pairs"), context.Cancellation, only);
        context.Log($"mean {gradients.Loss} {gradients.MeanLoss:F4} over {pairs} pairs in {gradients.Batches} batches");
        return gradients;
    }

    private static Func<string, bool> Candidates(ClipModel model) =>
        model.Layers.Candidates.Select(c => c.Name).ToHashSet(StringComparer.Ordinal).Contains;

    /// <summary>What must be stored for the layers that the config may choose from.</summary>
    private static IReadOnlyList<string> Stored(ClipOptions options)
    {
        var unlearn = options.Unlearn;
        if (options.Grads.Store == GradientStore.All || unlearn.Ablations.Contains(LayerGroups.WholeModel)) return [Everything];
        IReadOnlyList<string> wanted = unlearn.Layer == LayerChoice.Best ? unlearn.Candidates : [unlearn.Layer];
        return wanted switch
        {
            [LayerChoice.All] => [AllCandidates],
            [LayerChoice.Pareto] or [LayerChoice.Deepest] => [LayerChoice.Pareto],
            _ => [LayerChoice.Pareto, .. wanted.Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>The names of the tensors to store; null for all that were computed.</summary>
    private static IReadOnlyCollection<string>? Chosen(IReadOnlyList<string> stored, LayerTable table) =>
        stored[0] is Everything or AllCandidates
            ? null
            : [.. LayerChoice.Candidates(table, [LayerChoice.Pareto]).Select(l => l.Name).Union(stored.Skip(1))];
}
