using Slug.Data;
using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Models.Clip;
using Slug.Pipeline.Stages;
using TorchSharp;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// Measures the original model and each unlearned one on the held-out test set: what is left of the concept, and how well everything
/// else is kept (paper, section 4).
/// </summary>
public sealed class EvaluateStage
{
    /// <summary>Output: the measures.</summary>
    public const string Metrics = "metrics.json";

    /// <summary>Output: the original model's features of test set and names. A model that differs in one tower takes the other's from here.</summary>
    public const string Features = "features.safetensors";

    /// <summary>Input: the model that is measured.</summary>
    internal const string Model = "model.safetensors";

    private const string ImageNet = "imagenet.tar";
    private const string UnseenFeatures = "unseen.safetensors";

    private readonly ClipExperiment _experiment;
    private readonly StepGraph _graph;
    private readonly CreateTarsStage _tars;
    private readonly UnseenTars? _unseen;
    private readonly PretrainStage _pretrain;
    private readonly PairFeaturesSteps _pairs;

    private sealed record FeatureParameters(ClipConfig Model, IReadOnlyList<string> Templates, ImageNetTask? ImageNet, EvaluationPrecision Precision);

    private sealed record Parameters(
        ClipConfig Model,
        IReadOnlyList<string> Measured,
        bool Together,
        IReadOnlyList<string> Shown,
        IReadOnlyList<string> Templates,
        string RetainedMeasure,
        ImageNetTask? ImageNet,
        EvaluationPrecision Precision);

    /// <summary>Puts the stage together.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="graph">Its steps.</param>
    /// <param name="tars">Its sets.</param>
    /// <param name="unseen">The unseen pairs, where the config names some.</param>
    /// <param name="pretrain">Its original model.</param>
    public EvaluateStage(ClipExperiment experiment, StepGraph graph, CreateTarsStage tars, UnseenTars? unseen, PretrainStage pretrain)
    {
        (_experiment, _graph, _tars, _unseen, _pretrain) = (experiment, graph, tars, unseen, pretrain);
        _pairs = new PairFeaturesSteps(experiment, graph, tars, unseen, pretrain);
    }

    /// <summary>The steps that encode with the original model, and one for each trial.</summary>
    public IEnumerable<Step> Steps(IEnumerable<Trial> trials) => [OriginalFeatures, .. _pairs.Steps, .. trials.Select(For)];

    /// <summary>Encodes test set and names with the original model, once for all that is measured on them.</summary>
    public Step OriginalFeatures => _graph.Once(StageNames.Evaluate, "features", () =>
    {
        var parameters = new FeatureParameters(_experiment.Model, Options.Templates, _experiment.ImageNet, Options.Precision);
        return new Step
        {
            Stage = StageNames.Evaluate,
            Subject = "features",
            Version = 2,
            Parameters = parameters,
            ParametersPath = "evaluate",
            Inputs = Inputs(_pretrain.Original),
            Outputs = [new OutputSpec(Features)],
            Run = context => Task.Run(() => Encode(parameters, _experiment, _graph.Resources, context)),
        };
    });

    private EvaluateOptions Options => _experiment.Options.Evaluate;

    /// <summary>Measures a trial's model on each of its concepts.</summary>
    public Step For(Trial trial) => _graph.Once(StageNames.Evaluate, trial.Name, () =>
    {
        var parameters = new Parameters(
            _experiment.Model,
            [.. trial.Concepts.Select(c => c.Name)],
            trial.Together,
            [.. _experiment.Concepts.Take(PlotStage.MatrixSize).Select(c => c.Name)],
            Options.Templates,
            _tars.Sets.RetainedMeasure,
            _experiment.ImageNet,
            Options.Precision);
        var inputs = Inputs(trial.Model);
        inputs[Features] = OriginalFeatures.Output(Features);
        foreach (var concept in trial.Concepts)
        {
            inputs[ForgetOf(concept)] = _tars.ForgetSetOf(concept);
            inputs[FeaturesOf(concept)] = _pairs.ForgetFor(concept).Output(Features);
        }

        if (_unseen is not null)
        {
            inputs[UnseenTars.Pairs] = _unseen.Step.Output(UnseenTars.Pairs);
            inputs[UnseenFeatures] = _pairs.Unseen!.Output(Features);
        }

        return new Step
        {
            Stage = StageNames.Evaluate,
            Subject = trial.Name,
            Version = 6,
            Parameters = parameters,
            ParametersPath = "evaluate",
            Inputs = inputs,
            Outputs = [new OutputSpec(Metrics)],
            Judges = trial.Claims,
            Refutes = path => !ModelMetrics.Load(path(Metrics)).AreForgotten,
            Run = context => Task.Run(() => Evaluate(parameters, _experiment, _graph.Resources, context)),
        };
    });

    private Dictionary<string, ArtifactSource> Inputs(StepOutput model)
    {
        var sets = _tars.Sets;
        var inputs = new Dictionary<string, ArtifactSource>
        {
            [Model] = model,
            [CreateTarsStage.Test] = sets.Test,
            [CreateTarsStage.Classes] = sets.Classes,
            [TokenizerSource.Input] = _pretrain.Tokenizer,
        };
        if (sets.ImageNet is { } imageNet) inputs[ImageNet] = imageNet;
        return inputs;
    }

    private static void Encode(FeatureParameters parameters, ClipExperiment experiment, RunResources resources, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var sets = Sets(parameters.Templates, "", parameters.ImageNet, unseen: null, context);
        using var model = LoadModel(parameters.Model, parameters.Precision, device, resources, context);
        new EvaluationFeatures(model, TokenizerSource.Load(context.Input(TokenizerSource.Input)), kept: null, streams: null, resources.Pictures, context.Cancellation)
            .Save(context.Output(Features), sets);
        context.Log($"{sets.Test.Labels.Count} pictures, {sets.Classes.Names.Count} names, {sets.Classes.Subcategories.Count} subcategories");
    }

    private static void Evaluate(Parameters parameters, ClipExperiment experiment, RunResources resources, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var unseen = experiment.Options.Evaluate.Unseen is not null ? new PairSet(context.Input(UnseenTars.Pairs), context.Input(UnseenFeatures)) : null;
        var sets = Sets(parameters.Templates, parameters.RetainedMeasure, parameters.ImageNet, unseen, context);
        using var model = LoadModel(parameters.Model, parameters.Precision, device, resources, context);
        var streams = resources.Of(() => new EvaluationStreams(experiment.Options.Evaluate.MemoryMiB));
        using var kept = FeatureCache.Load(context.Input(Features), device);
        using var measurement = new ModelMeasurement(
            model, TokenizerSource.Load(context.Input(TokenizerSource.Input)), sets, kept, streams, resources.Pictures, context.Cancellation);
        var measured = new SortedDictionary<string, IReadOnlyList<Measure>>(StringComparer.Ordinal);
        foreach (var concept in parameters.Measured.Select(name => new Concept(name)))
        {
            var forget = new PairSet(context.Input(ForgetOf(concept)), context.Input(FeaturesOf(concept)));
            measured[concept.Name] = measurement.Of(concept.Name, parameters.Together ? parameters.Measured : [concept.Name], forget);
            context.Log($"{concept.Name}: {ModelMetrics.Line(measured[concept.Name])}");
        }

        new ModelMetrics(measured, measurement.Similarity(parameters.Shown)) { UnseenPairs = measurement.UnseenPairs }.Save(context.Output(Metrics));
    }

    /// <summary>The step's model on its device, in the numbers that it is evaluated in.</summary>
    internal static ClipModel LoadModel(ClipConfig config, EvaluationPrecision precision, torch.Device device, RunResources resources, IStepContext context)
    {
        // The searches are over: what they kept of the original model makes room.
        resources.Of(() => new LoadedModels()).Clear();
        var model = ClipModel.Load(config, context.Input(Model));
        model.to(device);
        precision.ApplyTo(model);
        return model;
    }

    private static EvaluationSets Sets(IReadOnlyList<string> templates, string retainedMeasure, ImageNetTask? imageNet, PairSet? unseen, IStepContext context)
    {
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        return new EvaluationSets(
            EvaluationSet.Open(context.Input(CreateTarsStage.Test), classes.Names),
            classes,
            templates,
            retainedMeasure,
            imageNet is null ? null : (EvaluationSet.Open(context.Input(ImageNet), imageNet.Classes), imageNet),
            unseen);
    }

    private static string FeaturesOf(Concept concept) => $"forget-{concept.FileName}.safetensors";

    private static string ForgetOf(Concept concept) => $"forget-{concept.FileName}.tar";
}
