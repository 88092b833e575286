using Slug.Data;
using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Stages;

/// <summary>What every search for a step size needs: the original model, a concept's gradient and layer scores, and a probe over the search set.</summary>
internal sealed class ConceptSearch : IDisposable
{
    /// <summary>Input: the original model.</summary>
    public const string Original = "original.safetensors";

    private const string ForgetInput = "forget.safetensors", LayersInput = "layers.json";

    private readonly LoadedModels.Loan _loan;
    private readonly LabelledImages _pictures;
    private readonly LabelledImages? _views;
    private readonly ClassPrompts _prompts;
    private readonly SearchFeatures _shared;
    private readonly int _concept;

    /// <summary>The part of the config that the search set and its classifier depend on.</summary>
    /// <param name="Concept">The concept.</param>
    /// <param name="Model">The model's sizes.</param>
    /// <param name="SearchViews">Augmented views of each of the concept's pictures.</param>
    /// <param name="Views">How far views may differ from their picture.</param>
    /// <param name="Seed">Decides the views.</param>
    /// <param name="Templates">Caption templates of the classifier.</param>
    public sealed record Parameters(string Concept, ClipConfig Model, int SearchViews, AugmentationOptions Views, long Seed, IReadOnlyList<string> Templates);

    /// <summary>Loads everything for a step whose inputs are <see cref="Inputs"/>.</summary>
    public ConceptSearch(Parameters parameters, ClipExperiment experiment, RunResources resources, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        _concept = classes.IndexOf(parameters.Concept);
        _loan = resources.Of(() => new LoadedModels()).Rent(parameters.Model, context.Input(Original), device);
        Forget = GradientSet.Load(context.Input(ForgetInput), device);
        Table = LayerTableFile.Load(context.Input(LayersInput));
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        _prompts = ClassPrompts.Create(tokenizer, classes.Names, parameters.Templates, parameters.Model.Text.ContextLength, device);
        var tar = context.Input(CreateTarsStage.Search);
        _pictures = EvaluationSet.Open(tar, classes.Names).Load(parameters.Model.Vision.ImageSize, resources.Pictures, context.Cancellation);
        _views = parameters.SearchViews == 0
            ? null
            : ConceptViews.Add(tar, classes.Names, _pictures, _concept, parameters.SearchViews, parameters.Views, parameters.Seed, context.Cancellation);
        _shared = Shared(classes, experiment.Options.Unlearn.Search.Activations, context.Scratch);
    }

    /// <summary>The model, with its original weights.</summary>
    public ClipModel Model => _loan.Model;

    /// <summary>Along what layers move: the gradient of the forget loss, or that whitened.</summary>
    public GradientSet Forget { get; }

    /// <summary>The scores of all candidate layers.</summary>
    public LayerTable Table { get; }

    /// <summary>The most memory that activations took, in bytes.</summary>
    public long PeakActivations => _shared.Store.Peak;

    /// <summary>The parameters of a concept's search.</summary>
    public static Parameters ParametersOf(ClipExperiment experiment, Concept concept) => new(
        concept.Name,
        experiment.Model,
        experiment.Options.Unlearn.SearchViews,
        experiment.Options.Pretrain.Augmentation,
        experiment.Options.Seed,
        experiment.Options.Evaluate.Templates);

    /// <summary>The inputs of a step that searches for a concept.</summary>
    /// <param name="sets">The sets.</param>
    /// <param name="pretrain">The original model.</param>
    /// <param name="grads">The gradients.</param>
    /// <param name="concept">The concept.</param>
    public static Dictionary<string, ArtifactSource> Inputs(DataSets sets, PretrainStage pretrain, ComputeGradsStage grads, Concept concept)
    {
        return new Dictionary<string, ArtifactSource>
        {
            [Original] = pretrain.Original,
            [ForgetInput] = grads.AscentFor(concept),
            [LayersInput] = grads.ForgetFor(concept).Output(ComputeGradsStage.Layers),
            [CreateTarsStage.Search] = sets.Search,
            [CreateTarsStage.Classes] = sets.Classes,
            [TokenizerSource.Input] = pretrain.Tokenizer,
        };
    }

    /// <summary>A probe that measures the concept; the caller disposes it before this.</summary>
    /// <param name="layers">The layers that will be searched.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public ZeroShotProbe Probe(IReadOnlyList<string> layers, CancellationToken cancellation) =>
        new(new ZeroShotTrial(_shared, _views ?? _pictures, _concept, layers, cancellation));

    /// <summary>Says that the model's weights are the original ones again, so that the next step may have it.</summary>
    public void Keep() => _loan.Keep();

    /// <summary>Gives back what was loaded.</summary>
    public void Dispose()
    {
        _views?.Dispose();
        _pictures.Dispose();
        _prompts.Dispose();
        Forget.Dispose();
        _loan.Dispose();
    }

    /// <summary>What the original model makes of the search set: kept beside it, so that the next concept's step finds it.</summary>
    private SearchFeatures Shared(ClassList classes, ActivationOptions options, string scratch)
    {
        var key = $"{SearchFeatures.KeyOf(_prompts, _pictures, options)} {string.Join(',', classes.Retained ?? [])}";
        var shared = _loan.Beside(key, () => new SearchFeatures(Model, _prompts, _pictures, new ActivationStore(options, scratch))
        {
            Retained = classes.Retained?.ToHashSet(),
        });
        shared.Store.SpillTo(scratch);
        return shared;
    }

    /// <summary>Lets the search look at the concept through a zero-shot classifier; owns the trial.</summary>
    internal sealed class ZeroShotProbe(ZeroShotTrial trial) : IUnlearningProbe, IDisposable
    {
        /// <summary>The concept's accuracy before any change.</summary>
        public ForgetAccuracy Original => Shares(trial.Original);

        /// <summary>The retained accuracy before any change.</summary>
        public double OriginalRetained => trial.OriginalRetained;

        public void Focus(IReadOnlyList<string> layers) => trial.Focus(layers);

        public ForgetAccuracy MeasureForget() => Shares(trial.MeasureForget());

        public double MeasureRetained() => trial.MeasureRetained();

        public void Dispose() => trial.Dispose();

        private static ForgetAccuracy Shares(TopKAccuracy accuracy) => new(accuracy.Top1, accuracy.Top5);
    }
}
