using Slug.Data;
using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Methods;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// The steps of the Unlearn stage that forget a concept by the methods that SLUG is compared with. After every epoch the model is
/// measured on the search set, as SLUG's search does; the epoch that stands for the method (METHOD section 3) is kept.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="tars">Its sets.</param>
/// <param name="pretrain">Its original model.</param>
public sealed class ComparisonSteps(ClipExperiment experiment, StepGraph graph, CreateTarsStage tars, PretrainStage pretrain)
{
    /// <summary>Output: the model of the epoch that stands for the method.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Output: the concept's accuracy after every epoch, and which one was kept.</summary>
    public const string Report = "epochs.json";

    private const string Original = "original.safetensors";

    private sealed record Parameters(
        string Concept,
        ClipConfig Model,
        string Method,
        MethodOptions Options,
        int Batch,
        int SearchViews,
        AugmentationOptions Views,
        long Seed,
        IReadOnlyList<string> Templates)
    {
        /// <summary>How razor is run; null for the methods with epochs.</summary>
        [OmittedWhenNull]
        public RazorOptions? Razor { get; init; }
    }

    /// <summary>A step for each row of the comparison and each concept.</summary>
    public IEnumerable<Step> Steps => All.Select(c => For(c.Row, c.Concept));

    /// <summary>A trial for each row of the comparison and each concept. A whole model must be kept of it.</summary>
    public IEnumerable<Trial> Trials => All.Select(c => new Trial
    {
        Name = $"{c.Row.FileName}-{c.Concept.FileName}",
        Series = c.Row.FileName,
        Kind = TrialKind.Comparison,
        Method = c.Row.Method,
        LearningRate = c.Row.LearningRate,
        Setting = c.Row.Setting,
        Concepts = [c.Concept],
        Model = For(c.Row, c.Concept).Output(Model),
        Reads = new Dictionary<string, StepOutput> { [Report] = For(c.Row, c.Concept).Output(Report), [Original] = pretrain.Original },
        Timed = [Report],
        Facts = file => ComparisonReport.Load(file(Report)).Facts(new FileInfo(file(Original)).Length, left => ClipMeasures.Reached(left, retained: null)),
    });

    private IEnumerable<(ComparisonOptions Row, Concept Concept)> All =>
        experiment.Options.Compare.SelectMany(row => experiment.Concepts.Select(concept => (row, concept)));

    /// <summary>The step that forgets a concept by one row's method.</summary>
    public Step For(ComparisonOptions row, Concept concept) => graph.Once(StageNames.Unlearn, $"{row.FileName}-{concept.FileName}", () =>
    {
        var parameters = new Parameters(
            concept.Name,
            experiment.Model,
            row.Method,
            row.ToMethodOptions(),
            row.Batch,
            experiment.Options.Unlearn.SearchViews,
            experiment.Options.Pretrain.Augmentation,
            experiment.Options.Seed,
            experiment.Options.Evaluate.Templates)
        {
            Razor = row.Razor,
        };
        return new Step
        {
            Stage = StageNames.Unlearn,
            Subject = $"{row.FileName}-{concept.FileName}",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "compare",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [Original] = pretrain.Original,
                [CreateTarsStage.Forget] = tars.ForgetSetOf(concept),
                [CreateTarsStage.Retain] = tars.RetainSet,
                [CreateTarsStage.Search] = tars.Sets.Search,
                [CreateTarsStage.Classes] = tars.Sets.Classes,
                [TokenizerSource.Input] = pretrain.Tokenizer,
            },
            Outputs = [new OutputSpec(Model), new OutputSpec(Report)],
            Run = context => Task.Run(() => Unlearn(parameters, experiment, graph.Resources.Pictures, context)),
        };
    });

    private static void Unlearn(Parameters parameters, ClipExperiment experiment, PictureMemory pictures, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        using var model = ClipModel.Load(parameters.Model, context.Input(Original));
        model.to(device);
        using var prompts = ClassPrompts.Create(tokenizer, classes.Names, parameters.Templates, parameters.Model.Text.ContextLength, device);
        using var own = OwnPictures(parameters, classes, pictures, context);
        var (forget, retain) = (context.Input(CreateTarsStage.Forget), context.Input(CreateTarsStage.Retain));
        var data = new MethodData(_ => Batches(forget), _ => Batches(retain), BatchesOf(forget), BatchesOf(retain));

        var epochs = new List<ForgetAccuracy>();
        if (parameters.Razor is { } razor)
        {
            Razor.Run(
                model, model.Layers, Batches(forget), Batches(retain), parameters.Options.ContrastiveForget, razor, () => Measure(model, prompts, own, device, context.Cancellation), AfterRound,
                context.Cancellation);
        }
        else
        {
            ComparisonMethod.Run(model, MethodNames.Parse(parameters.Method).Kind, data, parameters.Options, AfterEpoch, context.Cancellation);
        }

        new ComparisonReport(parameters.Concept, parameters.Method, epochs, ComparisonMethod.RowEpoch(epochs)).Save(context.Output(Report));

        bool AfterEpoch(int epoch)
        {
            epochs.Add(Measure(model, prompts, own, device, context.Cancellation));
            context.Progress(epoch + 1, parameters.Options.Epochs, "epochs");
            context.Log(FormattableString.Invariant($"epoch {epoch + 1}: FA@1 {epochs[epoch].Top1:P1}, FA@5 {epochs[epoch].Top5:P1} on the search set"));
            if (ComparisonMethod.RowEpoch(epochs) == epoch) CheckpointImport.SaveAsItCame(model, context.Input(Original), context.Output(Model));
            return !epochs[epoch].IsNotFirst;
        }

        void AfterRound(RazorRound round)
        {
            epochs.Add(round.Forget);
            context.Progress(epochs.Count, 0, "rounds");
            context.Log(FormattableString.Invariant(
                $"round {epochs.Count}: scores above {round.Threshold:G4}, {round.Layers.Count} layers move by {round.Step:G4}: FA@1 {round.Forget.Top1:P1}, FA@5 {round.Forget.Top5:P1} on the search set; {string.Join(", ", round.Layers)}"));
            if (ComparisonMethod.RowEpoch(epochs) == epochs.Count - 1) CheckpointImport.SaveAsItCame(model, context.Input(Original), context.Output(Model));
        }

        IEnumerable<PairBatch> Batches(string shard) => PairBatches.Read(
            [shard],
            new ClipTransform(parameters.Model.Vision.ImageSize, pictures),
            tokenizer,
            parameters.Model.Text.ContextLength,
            new ImageBatchOptions { BatchSize = parameters.Batch },
            context.Cancellation,
            device);

        int BatchesOf(string shard) => (TarShardReader.Read([shard]).Count() + parameters.Batch - 1) / parameters.Batch;
    }

    private static ForgetAccuracy Measure(ClipModel model, ClassPrompts prompts, LabelledImages own, Device device, CancellationToken cancellation)
    {
        using var classifier = ZeroShotClassifier.Build(model, prompts, cancellation);
        using var features = FeatureEncoding.Encode(model.Visual, own.Images, device, cancellation: cancellation);
        var accuracy = classifier.Accuracy(features, own.Labels);
        return new ForgetAccuracy(accuracy.Top1, accuracy.Top5);
    }

    /// <summary>The search set's pictures and views of the concept: what SLUG's search looks at too.</summary>
    private static LabelledImages OwnPictures(Parameters parameters, ClassList classes, PictureMemory pictures, IStepContext context)
    {
        var concept = classes.IndexOf(parameters.Concept);
        var tar = context.Input(CreateTarsStage.Search);
        var own = EvaluationSet.Open(tar, classes.Names).Load(parameters.Model.Vision.ImageSize, pictures, context.Cancellation, label => label == concept);
        if (parameters.SearchViews == 0) return own;
        using (own) return ConceptViews.Add(tar, classes.Names, own, concept, parameters.SearchViews, parameters.Views, parameters.Seed, context.Cancellation);
    }
}
