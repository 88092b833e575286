using Slug.Data.Emoji;
using Slug.Evaluation.Similarity;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Datasets;
using Slug.Experiments.Results;
using Slug.Models.Clip;
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

    private const string Model = "model.safetensors";

    private sealed record Parameters(ClipConfig Model, IReadOnlyList<string> Measured, IReadOnlyList<string> Shown, IReadOnlyList<string> Templates);

    /// <summary>One step for the original model, and one for each concept's.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) =>
        [OriginalStep(experiment), .. experiment.Concepts.Select(c => UnlearnedStep(experiment, c))];

    /// <summary>Measures the original model on every concept.</summary>
    public static Step OriginalStep(Experiment experiment) =>
        StepFor(experiment, "original", experiment.Concepts, PretrainStage.StepFor(experiment).Output(PretrainStage.Model));

    /// <summary>Measures the model that has forgotten a concept.</summary>
    public static Step UnlearnedStep(Experiment experiment, Concept concept) =>
        StepFor(experiment, $"slug-{concept.FileName}", [concept], UnlearnStage.StepFor(experiment, concept).Output(UnlearnStage.Model));

    private static Step StepFor(Experiment experiment, string subject, IReadOnlyList<Concept> measured, StepOutput model)
    {
        var parameters = new Parameters(
            experiment.Model,
            [.. measured.Select(c => c.Name)],
            [.. experiment.Concepts.Take(PlotStage.MatrixSize).Select(c => c.Name)],
            experiment.Options.Evaluate.Templates);
        var training = CreateTarsStage.TrainingStep(experiment);
        return new Step
        {
            Stage = Name,
            Subject = subject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "evaluate",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [Model] = model,
                [CreateTarsStage.Test] = training.Output(CreateTarsStage.Test),
                [CreateTarsStage.Classes] = training.Output(CreateTarsStage.Classes),
                [TokenizerSource.Input] = DownloadStage.StepFor(experiment, experiment.Options.Model.Merges).Output(DownloadStage.Package),
            },
            Outputs = [new OutputSpec(Metrics)],
            Run = context => Task.Run(() => Evaluate(parameters, experiment, context)),
        };
    }

    private static void Evaluate(Parameters parameters, Experiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var classes = EmojiClasses.Load(context.Input(CreateTarsStage.Classes));
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        using var model = ClipModel.Load(parameters.Model, context.Input(Model));
        model.to(device);
        using var pictures = CaptionedPictures.Load([context.Input(CreateTarsStage.Test)], context.Cancellation);
        using var test = pictures.Labelled(classes.Names);
        using var names = Classifier(classes.Names);
        using var subcategories = Classifier(classes.Subcategories);
        using var features = FeatureEncoding.Encode(model.Visual, test.Images, device, cancellation: context.Cancellation);

        var measured = new SortedDictionary<string, ConceptMetrics>(StringComparer.Ordinal);
        foreach (var concept in parameters.Measured)
        {
            measured[concept] = Measure(concept, classes, test, features, names, subcategories);
            context.Log($"{concept}: {measured[concept]}");
        }

        new ModelMetrics(measured, Similarity(model, parameters, classes, tokenizer, test)).Save(context.Output(Metrics));

        ZeroShotClassifier Classifier(IReadOnlyList<string> classNames)
        {
            using var prompts = ClassPrompts.Create(tokenizer, classNames, parameters.Templates, parameters.Model.Text.ContextLength, device);
            return ZeroShotClassifier.Build(model, prompts, context.Cancellation);
        }
    }

    private static ConceptMetrics Measure(
        string concept, EmojiClasses classes, LabelledImages test, Tensor features, ZeroShotClassifier names, ZeroShotClassifier subcategories)
    {
        var label = classes.Names.ToList().IndexOf(concept);
        var accuracy = ConceptAccuracy.Of(names, features, test.Labels, label);
        var others = test.Where(l => l != label);
        using var rows = tensor(others.Select(i => (long)i).ToArray(), device: features.device);
        using var otherFeatures = features.index_select(0, rows);
        var kinds = subcategories.Accuracy(otherFeatures, [.. others.Select(i => classes.SubcategoryOfName[test.Labels[i]])]);
        return new ConceptMetrics(accuracy.Forget.Top1, accuracy.Forget.Top5, accuracy.Retained.Top1, accuracy.Retained.Top5, kinds.Top1);
    }

    /// <summary>The first test picture of each shown concept against the first template filled with each.</summary>
    private static IReadOnlyList<IReadOnlyList<double>> Similarity(
        ClipModel model, Parameters parameters, EmojiClasses classes, Slug.Models.Tokenizers.ClipTokenizer tokenizer, LabelledImages test)
    {
        var labels = parameters.Shown.Select(c => classes.Names.ToList().IndexOf(c)).ToList();
        using var shown = test.Select([.. labels.Select(label => test.Where(l => l == label)[0])]);
        var captions = parameters.Shown.Select(c => PromptTemplates.Fill(parameters.Templates[0], c)).ToList();
        using var tokens = tokenizer.Tokenize(captions, parameters.Model.Text.ContextLength);
        var matrix = SimilarityMatrix.Compute(model, shown.Images, tokens);
        return [.. Enumerable.Range(0, labels.Count).Select(i => (IReadOnlyList<double>)[.. Enumerable.Range(0, labels.Count).Select(j => matrix[i, j])])];
    }
}
