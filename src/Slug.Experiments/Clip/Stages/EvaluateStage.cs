using Slug.Data;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Clip;
using Slug.Pipeline.Stages;
using Slug.Unlearning.StepSearch;
using TorchSharp;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// Measures the original model and each unlearned one on the held-out test set: what is left of the concept, and how well everything
/// else is kept (paper, section 4).
/// </summary>
public static class EvaluateStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "Evaluate";

    /// <summary>Output: the measures.</summary>
    public const string Metrics = "metrics.json";

    /// <summary>Output: the original model's features of test set and names. A model that differs in one tower takes the other's from here.</summary>
    public const string Features = "features.safetensors";

    /// <summary>Input: the model that is measured.</summary>
    internal const string Model = "model.safetensors";

    private const string ImageNet = "imagenet.tar";
    private const string UnseenFeatures = "unseen.safetensors";

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

    /// <summary>One step for the original model's features, one for its measures, and one for each concept's and each method's model.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) =>
    [
        FeaturesStep(experiment),
        .. PairFeaturesSteps.Steps(experiment),
        OriginalStep(experiment),
        .. experiment.Concepts.Select(c => UnlearnedStep(experiment, c)),
        .. experiment.Options.Unlearn.Ablations.SelectMany(layers => experiment.Concepts.Select(c => AblationStep(experiment, layers, c))),
        .. experiment.Groups.Select(g => TogetherStep(experiment, g)),
        .. experiment.Options.Compare.SelectMany(row => experiment.Concepts.Select(c => ComparisonStep(experiment, row, c))),
    ];

    /// <summary>Measures the original model on every concept.</summary>
    public static Step OriginalStep(Experiment experiment) =>
        StepFor(experiment, "original", experiment.Concepts, PretrainStage.StepFor(experiment).Output(PretrainStage.Model));

    /// <summary>Measures the model that has forgotten a concept.</summary>
    public static Step UnlearnedStep(Experiment experiment, Concept concept) =>
        StepFor(experiment, $"slug-{concept.FileName}", [concept], UnlearnStage.StepFor(experiment, concept).Output(UnlearnStage.Model));

    /// <summary>Measures the model that has forgotten a concept by moving a group of layers.</summary>
    public static Step AblationStep(Experiment experiment, string layers, Concept concept) =>
        StepFor(experiment, $"{layers}-{concept.FileName}", [concept], AblationSteps.StepFor(experiment, layers, concept).Output(AblationSteps.Model));

    /// <summary>Measures the model that has forgotten several concepts together, on each of them.</summary>
    public static Step TogetherStep(Experiment experiment, ConceptGroup group) =>
        StepFor(experiment, $"together-{group.FileName}", group.Concepts, TogetherSteps.StepFor(experiment, group).Output(TogetherSteps.Model), together: true);

    /// <summary>Measures the model that has forgotten a concept by a method that SLUG is compared with.</summary>
    public static Step ComparisonStep(Experiment experiment, ComparisonOptions row, Concept concept) =>
        StepFor(experiment, $"{row.FileName}-{concept.FileName}", [concept], ComparisonSteps.StepFor(experiment, row, concept).Output(ComparisonSteps.Model));

    /// <summary>Encodes test set and names with the original model, once for all that is measured on them.</summary>
    public static Step FeaturesStep(Experiment experiment) => experiment.Once($"{Name}/features", () =>
    {
        var parameters = new FeatureParameters(experiment.Model, experiment.Options.Evaluate.Templates, experiment.ImageNet, experiment.Options.Evaluate.Precision);
        return new Step
        {
            Stage = Name,
            Subject = "features",
            Version = 2,
            Parameters = parameters,
            ParametersPath = "evaluate",
            Inputs = Inputs(experiment, PretrainStage.StepFor(experiment).Output(PretrainStage.Model)),
            Outputs = [new OutputSpec(Features)],
            Run = context => Task.Run(() => Encode(parameters, experiment, context)),
        };
    });

    private static Step StepFor(Experiment experiment, string subject, IReadOnlyList<Concept> measured, StepOutput model, bool together = false)
    {
        var parameters = new Parameters(
            experiment.Model,
            [.. measured.Select(c => c.Name)],
            together,
            [.. experiment.Concepts.Take(PlotStage.MatrixSize).Select(c => c.Name)],
            experiment.Options.Evaluate.Templates,
            ExperimentSets.Of(experiment).RetainedMeasure,
            experiment.ImageNet,
            experiment.Options.Evaluate.Precision);
        var inputs = Inputs(experiment, model);
        inputs[Features] = FeaturesStep(experiment).Output(Features);
        foreach (var concept in measured)
        {
            inputs[ForgetOf(concept)] = CreateTarsStage.ForgetStep(experiment, concept).Output(CreateTarsStage.Forget);
            inputs[FeaturesOf(concept)] = PairFeaturesSteps.ForgetStep(experiment, concept).Output(Features);
        }

        if (experiment.Options.Evaluate.Unseen is not null)
        {
            inputs[UnseenTars.Pairs] = UnseenTars.StepFor(experiment).Output(UnseenTars.Pairs);
            inputs[UnseenFeatures] = PairFeaturesSteps.UnseenStep(experiment).Output(Features);
        }

        return new Step
        {
            Stage = Name,
            Subject = subject,
            Version = 5,
            Parameters = parameters,
            ParametersPath = "evaluate",
            Inputs = inputs,
            Outputs = [new OutputSpec(Metrics)],
            Run = context => Task.Run(() => Evaluate(parameters, experiment, context)),
        };
    }

    private static Dictionary<string, ArtifactSource> Inputs(Experiment experiment, StepOutput model)
    {
        var sets = ExperimentSets.Of(experiment);
        var inputs = new Dictionary<string, ArtifactSource>
        {
            [Model] = model,
            [CreateTarsStage.Test] = sets.Test,
            [CreateTarsStage.Classes] = sets.Classes,
            [TokenizerSource.Input] = TokenizerSource.Of(experiment),
        };
        if (sets.ImageNet is { } imageNet) inputs[ImageNet] = imageNet;
        return inputs;
    }

    private static void Encode(FeatureParameters parameters, Experiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var sets = Sets(parameters.Templates, "", parameters.ImageNet, unseen: null, context);
        using var model = LoadModel(parameters.Model, parameters.Precision, device, context);
        new EvaluationFeatures(model, TokenizerSource.Load(context.Input(TokenizerSource.Input)), kept: null, streams: null, context.Cancellation)
            .Save(context.Output(Features), sets);
        context.Log($"{sets.Test.Labels.Count} pictures, {sets.Classes.Names.Count} names, {sets.Classes.Subcategories.Count} subcategories");
    }

    private static void Evaluate(Parameters parameters, Experiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var unseen = experiment.Options.Evaluate.Unseen is not null ? new PairSet(context.Input(UnseenTars.Pairs), context.Input(UnseenFeatures)) : null;
        var sets = Sets(parameters.Templates, parameters.RetainedMeasure, parameters.ImageNet, unseen, context);
        using var model = LoadModel(parameters.Model, parameters.Precision, device, context);
        var streams = EvaluationStreams.OfProcess(experiment.Options.Evaluate.MemoryMiB);
        using var kept = FeatureCache.Load(context.Input(Features), device);
        using var measurement = new ModelMeasurement(model, TokenizerSource.Load(context.Input(TokenizerSource.Input)), sets, kept, streams, context.Cancellation);
        var measured = new SortedDictionary<string, ConceptMetrics>(StringComparer.Ordinal);
        foreach (var concept in parameters.Measured.Select(name => new Concept(name)))
        {
            var forget = new PairSet(context.Input(ForgetOf(concept)), context.Input(FeaturesOf(concept)));
            measured[concept.Name] = measurement.Of(concept.Name, parameters.Together ? parameters.Measured : [concept.Name], forget);
            context.Log($"{concept.Name}: {measured[concept.Name]}");
        }

        new ModelMetrics(measured, measurement.Similarity(parameters.Shown)) { UnseenPairs = measurement.UnseenPairs }.Save(context.Output(Metrics));
    }

    /// <summary>The step's model on its device, in the numbers that it is evaluated in.</summary>
    internal static ClipModel LoadModel(ClipConfig config, EvaluationPrecision precision, torch.Device device, IStepContext context)
    {
        // The searches are over: what they kept of the original model makes room.
        LoadedModels.Shared.Clear();
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
