using Slug.Data;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Datasets;
using Slug.Experiments.Results;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Stages;

/// <summary>
/// Forgets one concept: ranks the layers, searches the step size of each candidate on the search set, and moves the one layer that
/// forgets the concept and keeps the most (paper, section 3).
/// </summary>
public static class UnlearnStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "Unlearn";

    /// <summary>Output: the model that has forgotten.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Output: the one layer's change alone.</summary>
    public const string Update = "update.safetensors";

    /// <summary>Output: how layer and step size were chosen.</summary>
    public const string Report = "search.json";

    private const string Original = "original.safetensors";
    private const string Forget = "forget.safetensors";
    private const string Layers = "layers.json";

    private sealed record Parameters(
        string Concept,
        ClipConfig Model,
        IReadOnlyList<string> Candidates,
        string Layer,
        StepSearchOptions Search,
        int SearchViews,
        AugmentationOptions Views,
        long Seed,
        int CurvePoints,
        IReadOnlyList<string> Templates);

    /// <summary>One step per concept.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) => experiment.Concepts.Select(c => StepFor(experiment, c));

    /// <summary>The step that forgets a concept.</summary>
    public static Step StepFor(Experiment experiment, Concept concept) => experiment.Once($"{Name}/{concept.FileName}", () =>
    {
        var unlearn = experiment.Options.Unlearn;
        var parameters = new Parameters(
            concept.Name,
            experiment.Model,
            unlearn.Candidates,
            unlearn.Layer,
            unlearn.Search.ForKey(),
            unlearn.SearchViews,
            experiment.Options.Pretrain.Augmentation,
            experiment.Options.Seed,
            unlearn.CurvePoints,
            experiment.Options.Evaluate.Templates);
        var sets = ExperimentSets.Of(experiment);
        return new Step
        {
            Stage = Name,
            Subject = concept.FileName,
            Version = 2,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [Original] = PretrainStage.StepFor(experiment).Output(PretrainStage.Model),
                [Forget] = ComputeGradsStage.ForgetStep(experiment, concept).Output(ComputeGradsStage.Gradients),
                [Layers] = ComputeGradsStage.ForgetStep(experiment, concept).Output(ComputeGradsStage.Layers),
                [CreateTarsStage.Search] = sets.Search,
                [CreateTarsStage.Classes] = sets.Classes,
                [TokenizerSource.Input] = TokenizerSource.Of(experiment),
            },
            Outputs =
            [
                new OutputSpec(Model) { PublishAs = $"models/{concept.FileName}.safetensors" },
                new OutputSpec(Update) { PublishAs = $"updates/{concept.FileName}.safetensors" },
                new OutputSpec(Report) { PublishAs = $"search/{concept.FileName}.json" },
            ],
            Run = context => Task.Run(() => Unlearn(parameters, experiment, context)),
        };
    });

    private static void Unlearn(Parameters parameters, Experiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        var concept = classes.Names.ToList().IndexOf(parameters.Concept);
        using var loan = LoadedModels.Shared.Rent(parameters.Model, context.Input(Original), device);
        var model = loan.Model;
        using var forget = GradientSet.Load(context.Input(Forget), device);
        var table = LayerTableFile.Load(context.Input(Layers));
        var candidates = Candidates(parameters, table);

        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        using var prompts = ClassPrompts.Create(tokenizer, classes.Names, parameters.Templates, parameters.Model.Text.ContextLength, device);
        var tar = context.Input(CreateTarsStage.Search);
        using var pictures = EvaluationSet.Open(tar, classes.Names).Load(parameters.Model.Vision.ImageSize, context.Cancellation);
        using var views = parameters.SearchViews == 0 ? null : ConceptViews.Add(tar, classes.Names, pictures, concept, parameters.SearchViews, parameters.Views, parameters.Seed, context.Cancellation);
        var shared = Shared(loan, prompts, pictures, classes, experiment.Options.Unlearn.Search.Activations, context.Scratch);
        using var probe = new ZeroShotProbe(shared, views ?? pictures, concept, [.. candidates.Select(c => c.Name)], context.Cancellation);
        var searched = 0;
        var result = LayerSearch.Run(model, candidates, forget, probe, parameters.Search, OnLayer, context.Cancellation);

        var winner = result.Winner;
        if (winner is null) context.Log($"not forgotten: no candidate layer brought '{parameters.Concept}' out of the first place");
        var layer = winner?.Layer ?? LayerChoice.DeepestOf(candidates).Name;
        var lambda = winner?.Reported?.Lambda ?? 0;
        var curve = StepSizeCurve.Measure(model, layer, forget[layer], probe, lambda, parameters.CurvePoints, context.Cancellation);
        SearchReports.Of(parameters.Concept, probe, table, result, curve).Save(context.Output(Report));
        var steps = result.Layers.SelectMany(l => l.Trace).ToList();
        context.Log($"retained accuracy measured at {steps.Count(e => !e.RetainedSkipped)} of {steps.Count} steps; activations: {shared.Store.Peak >> 20} MiB in memory at the peak");

        using var update = LayerUpdate.Along(parameters.Concept, layer, lambda, forget[layer]);
        UpdateFile.Save(context.Output(Update), update);
        using (var applied = new AppliedUpdate(model, layer, forget[layer]))
        {
            applied.Set(lambda);
            CheckpointImport.SaveAsItCame(model, context.Input(Original), context.Output(Model));
        }

        loan.Keep();

        void OnLayer(StepSearchResult found)
        {
            context.Progress(++searched, candidates.Count, "layers");
            context.Log(SearchReports.Line(found));
        }
    }

    /// <summary>What the original model makes of the search set: kept beside it, so that the next concept's step finds it.</summary>
    private static SearchFeatures Shared(
        LoadedModels.Loan loan, ClassPrompts prompts, LabelledImages search, ClassList classes, ActivationOptions options, string scratch)
    {
        var key = $"{SearchFeatures.KeyOf(prompts, search, options)} {string.Join(',', classes.Retained ?? [])}";
        var shared = loan.Beside(key, () => new SearchFeatures(loan.Model, prompts, search, new ActivationStore(options, scratch))
        {
            Retained = classes.Retained?.ToHashSet(),
        });
        shared.Store.SpillTo(scratch);
        return shared;
    }

    /// <summary>A layer that the config names is the only candidate; <c>deepest</c> likewise.</summary>
    private static IReadOnlyList<LayerScore> Candidates(Parameters parameters, LayerTable table) =>
        LayerChoice.Candidates(table, parameters.Layer == LayerChoice.Best ? parameters.Candidates : [parameters.Layer]);
}
