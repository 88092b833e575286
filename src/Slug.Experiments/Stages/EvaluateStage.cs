using Slug.Data;
using Slug.Evaluation.Membership;
using Slug.Evaluation.Similarity;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Configuration;
using Slug.Experiments.Datasets;
using Slug.Experiments.Results;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using Slug.Pipeline.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Stages;

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

    private const string Model = "model.safetensors";

    // Names of features.
    private const string Images = "images", Names = "names", Subcategories = "subcategories";

    private sealed record FeatureParameters(ClipConfig Model, IReadOnlyList<string> Templates);

    private sealed record Parameters(ClipConfig Model, IReadOnlyList<string> Measured, IReadOnlyList<string> Shown, IReadOnlyList<string> Templates);

    /// <summary>One step for the original model's features, one for its measures, and one for each concept's and each method's model.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) =>
    [
        FeaturesStep(experiment),
        OriginalStep(experiment),
        .. experiment.Concepts.Select(c => UnlearnedStep(experiment, c)),
        .. experiment.Options.Compare.SelectMany(row => experiment.Concepts.Select(c => ComparisonStep(experiment, row, c))),
    ];

    /// <summary>Measures the original model on every concept.</summary>
    public static Step OriginalStep(Experiment experiment) =>
        StepFor(experiment, "original", experiment.Concepts, PretrainStage.StepFor(experiment).Output(PretrainStage.Model));

    /// <summary>Measures the model that has forgotten a concept.</summary>
    public static Step UnlearnedStep(Experiment experiment, Concept concept) =>
        StepFor(experiment, $"slug-{concept.FileName}", [concept], UnlearnStage.StepFor(experiment, concept).Output(UnlearnStage.Model));

    /// <summary>Encodes test set and names with the original model, once for all that is measured on them.</summary>
    public static Step FeaturesStep(Experiment experiment) => experiment.Once($"{Name}/features", () =>
    {
        var parameters = new FeatureParameters(experiment.Model, experiment.Options.Evaluate.Templates);
        return new Step
        {
            Stage = Name,
            Subject = "features",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "evaluate",
            Inputs = Inputs(experiment, PretrainStage.StepFor(experiment).Output(PretrainStage.Model)),
            Outputs = [new OutputSpec(Features)],
            Run = context => Task.Run(() => Encode(parameters, experiment, context)),
        };
    });

    /// <summary>Measures the model that has forgotten a concept by a method that SLUG is compared with.</summary>
    public static Step ComparisonStep(Experiment experiment, ComparisonOptions row, Concept concept) =>
        StepFor(experiment, $"{row.FileName}-{concept.FileName}", [concept], ComparisonSteps.StepFor(experiment, row, concept).Output(ComparisonSteps.Model));

    private static Step StepFor(Experiment experiment, string subject, IReadOnlyList<Concept> measured, StepOutput model)
    {
        var parameters = new Parameters(
            experiment.Model,
            [.. measured.Select(c => c.Name)],
            [.. experiment.Concepts.Take(PlotStage.MatrixSize).Select(c => c.Name)],
            experiment.Options.Evaluate.Templates);
        var inputs = Inputs(experiment, model);
        inputs[Features] = FeaturesStep(experiment).Output(Features);
        foreach (var concept in measured) inputs[ForgetOf(concept)] = CreateTarsStage.ForgetStep(experiment, concept).Output(CreateTarsStage.Forget);
        return new Step
        {
            Stage = Name,
            Subject = subject,
            Version = 3,
            Parameters = parameters,
            ParametersPath = "evaluate",
            Inputs = inputs,
            Outputs = [new OutputSpec(Metrics)],
            Run = context => Task.Run(() => Evaluate(parameters, experiment, context)),
        };
    }

    private static Dictionary<string, ArtifactSource> Inputs(Experiment experiment, StepOutput model)
    {
        var training = CreateTarsStage.TrainingStep(experiment);
        return new Dictionary<string, ArtifactSource>
        {
            [Model] = model,
            [CreateTarsStage.Test] = training.Output(CreateTarsStage.Test),
            [CreateTarsStage.Classes] = training.Output(CreateTarsStage.Classes),
            [TokenizerSource.Input] = DownloadStage.StepFor(experiment, experiment.Options.Model.Merges).Output(DownloadStage.Package),
        };
    }

    private static void Encode(FeatureParameters parameters, Experiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        using var loan = LoadedModels.Shared.Rent(parameters.Model, context.Input(Model), device);
        using var pictures = CaptionedPictures.Load([context.Input(CreateTarsStage.Test)], context.Cancellation);
        using var test = pictures.Labelled(classes.Names);
        using var scope = NewDisposeScope();
        FeatureCache.Save(context.Output(Features), loan.Model, new Dictionary<string, Tensor>
        {
            [Images] = FeatureEncoding.Encode(loan.Model.Visual, test.Images, device, cancellation: context.Cancellation),
            [Names] = ClassEmbeddings(loan.Model, parameters.Model, classes.Names, parameters.Templates, tokenizer, context),
            [Subcategories] = ClassEmbeddings(loan.Model, parameters.Model, classes.Subcategories, parameters.Templates, tokenizer, context),
        });
        loan.Keep();
        context.Log($"{test.Labels.Count} pictures, {classes.Names.Count} names, {classes.Subcategories.Count} subcategories");
    }

    private static Tensor ClassEmbeddings(
        ClipModel model, ClipConfig config, IReadOnlyList<string> names, IReadOnlyList<string> templates, ClipTokenizer tokenizer, IStepContext context)
    {
        using var prompts = ClassPrompts.Create(tokenizer, names, templates, config.Text.ContextLength, model.LogitScale.device);
        using var classifier = ZeroShotClassifier.Build(model, prompts, context.Cancellation);
        return classifier.Weights.alias();
    }

    private static void Evaluate(Parameters parameters, Experiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        using var model = ClipModel.Load(parameters.Model, context.Input(Model));
        model.to(device);
        using var pictures = CaptionedPictures.Load([context.Input(CreateTarsStage.Test)], context.Cancellation);
        using var test = pictures.Labelled(classes.Names);
        using var kept = FeatureCache.Load(context.Input(Features), device);
        var text = TowerDigest.OfText(model);
        using var names = Classifier(Names, classes.Names);
        using var subcategories = Classifier(Subcategories, classes.Subcategories);
        using var features = kept.Get(Images, TowerDigest.OfVision(model), () =>
            FeatureEncoding.Encode(model.Visual, test.Images, device, cancellation: context.Cancellation));

        var measured = new SortedDictionary<string, ConceptMetrics>(StringComparer.Ordinal);
        using var own = tensor(test.Labels.Select(l => (long)l).ToArray(), device: device);
        using var prompts = names.Weights.index_select(0, own);
        using var logits = names.Logits(features);
        var (unseenDistances, unseenLosses) = (SampleScores.Distances(features, prompts), SampleScores.Losses(logits, test.Labels));
        foreach (var concept in parameters.Measured)
        {
            var (distances, losses) = ForgetScores(concept, model, parameters.Model, names, tokenizer, context);
            var attack = (MembershipInference.Attack(unseenDistances, distances).Mean, MembershipInference.Attack(unseenLosses, losses).Mean);
            measured[concept] = Measure(concept, classes, test, features, names, subcategories, attack);
            context.Log($"{concept}: {measured[concept]}");
        }

        new ModelMetrics(measured, Similarity(model, parameters, classes, tokenizer, test)).Save(context.Output(Metrics));

        ZeroShotClassifier Classifier(string name, IReadOnlyList<string> classNames) => ZeroShotClassifier.Of(
            classNames, kept.Get(name, text, () => ClassEmbeddings(model, parameters.Model, classNames, parameters.Templates, tokenizer, context)));
    }

    /// <summary>What the membership attack sees of a concept's forget set: the distance of each pair, and the loss of its picture.</summary>
    private static (IReadOnlyList<double> Distances, IReadOnlyList<double> Losses) ForgetScores(
        string concept, ClipModel model, ClipConfig config, ZeroShotClassifier names, ClipTokenizer tokenizer, IStepContext context)
    {
        using var scope = NewDisposeScope();
        using var pairs = CaptionedPictures.Load([context.Input(ForgetOf(new Concept(concept)))], context.Cancellation);
        using var labelled = pairs.Labelled(names.Names);
        var device = model.LogitScale.device;
        var images = FeatureEncoding.Encode(model.Visual, labelled.Images, device, cancellation: context.Cancellation);
        var captions = FeatureEncoding.EncodeCaptions(model.TextTower, tokenizer.Tokenize(pairs.Captions, config.Text.ContextLength), device, context.Cancellation);
        return (SampleScores.Distances(images, captions), SampleScores.Losses(names.Logits(images), labelled.Labels));
    }

    private static string ForgetOf(Concept concept) => $"forget-{concept.FileName}.tar";

    private static ConceptMetrics Measure(
        string concept, ClassList classes, LabelledImages test, Tensor features, ZeroShotClassifier names, ZeroShotClassifier subcategories,
        (double Distance, double Loss) attack)
    {
        var label = classes.Names.ToList().IndexOf(concept);
        var accuracy = ConceptAccuracy.Of(names, features, test.Labels, label);
        var others = test.Where(l => l != label);
        using var rows = tensor(others.Select(i => (long)i).ToArray(), device: features.device);
        using var otherFeatures = features.index_select(0, rows);
        var kinds = subcategories.Accuracy(otherFeatures, [.. others.Select(i => classes.SubcategoryOfName[test.Labels[i]])]);
        return new ConceptMetrics(accuracy.Forget.Top1, accuracy.Forget.Top5, accuracy.Retained.Top1, accuracy.Retained.Top5, kinds.Top1, attack.Distance, attack.Loss);
    }

    /// <summary>The first test picture of each shown concept against the first template filled with each.</summary>
    private static IReadOnlyList<IReadOnlyList<double>> Similarity(
        ClipModel model, Parameters parameters, ClassList classes, ClipTokenizer tokenizer, LabelledImages test)
    {
        var labels = parameters.Shown.Select(c => classes.Names.ToList().IndexOf(c)).ToList();
        using var shown = test.Select([.. labels.Select(label => test.Where(l => l == label)[0])]);
        var captions = parameters.Shown.Select(c => PromptTemplates.Fill(parameters.Templates[0], c)).ToList();
        using var tokens = tokenizer.Tokenize(captions, parameters.Model.Text.ContextLength);
        var matrix = SimilarityMatrix.Compute(model, shown.Images, tokens);
        return [.. Enumerable.Range(0, labels.Count).Select(i => (IReadOnlyList<double>)[.. Enumerable.Range(0, labels.Count).Select(j => matrix[i, j])])];
    }
}
