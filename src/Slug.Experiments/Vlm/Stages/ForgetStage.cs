using System.Globalization;
using Slug.Basics;
using Slug.Data;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Experiments.Vlm.Measures;
using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Models.Pretraining;
using Slug.Models.Vlm;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Vlm.Stages;

/// <summary>
/// Forgets one concept: ranks the tensors of the vision tower that the decoder's features depend on, searches for each the smallest step at which no answer
/// about the target's pictures names it, and moves the one that keeps the most (METHOD section 7).
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="sets">Its sets.</param>
/// <param name="llava">The LLaVA.</param>
/// <param name="grads">The gradients of its CLIP.</param>
internal sealed class ForgetStage(VlmExperiment experiment, StepGraph graph, DataSets sets, LlavaSource llava, ComputeGradsStage grads)
{
    /// <summary>Output: the one tensor's change.</summary>
    public const string Update = LayerForgetting.Update;

    /// <summary>Output: how tensor and step size were chosen.</summary>
    public const string Report = LayerForgetting.Report;

    private const string Ascent = "ascent.safetensors", Layers = "layers.json";

    private sealed record Parameters(
        string Concept, AnswerForgettingOptions Unlearn, AnswerOptions Answers, [property: OmittedWhenNull] int? VisionFeatureLayer, [property: OmittedWhenNull] bool? ClassToken, LlavaNumbers Numbers,
        [property: OmittedWhenNull] AugmentationOptions? Views, long Seed);

    /// <summary>One step per concept.</summary>
    public IEnumerable<Step> Steps => experiment.Concepts.Select(For);

    /// <summary>One trial per concept.</summary>
    public IEnumerable<Trial> Trials => experiment.Concepts.Select(concept =>
        LayerForgetting.TrialOf(concept, For(concept), Update, grads, nearest => VlmMeasures.Reached(nearest.Forget.Top1, nearest.Retained)));

    /// <summary>The step that forgets a concept.</summary>
    public Step For(Concept concept) => graph.Once(StageNames.Unlearn, concept.FileName, () =>
    {
        var options = experiment.Options;
        var parameters = new Parameters(
            concept.Name, options.Unlearn with { Concepts = [concept.Name], AllowFailure = false }, options.Answers.ForKey() with { KindQuestion = null, YesNoQuestion = null, OtherNames = null, SearchSet = false, FreshViews = null },
            options.Llava.VisionFeatureLayer, options.Llava.ClassToken, options.Llava.Numbers, options.Unlearn.SearchViews > 0 ? options.Pretrain.Augmentation : null, options.Seed);
        return new Step
        {
            Stage = StageNames.Unlearn,
            Subject = concept.FileName,
            // 2: on a CPU the decoder's attention is written out, which rounds otherwise; 3, where a rest may be left: the report tells that rest.
            Version = options.Unlearn.Left > 0 ? 3 : 2,
            Parameters = parameters,
            Inputs = new Dictionary<string, ArtifactSource>(llava.Inputs)
            {
                [Ascent] = grads.AscentFor(concept),
                [Layers] = grads.ForgetFor(concept).Output(ComputeGradsStage.Layers),
                [CreateTarsStage.Search] = sets.Search,
                [CreateTarsStage.Classes] = sets.Classes,
            },
            Outputs = [.. LayerForgetting.OutputsOf(concept.FileName)],
            Run = context => Task.Run(() => Unlearn(parameters, context)),
        };
    });

    private void Unlearn(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var (unlearn, concept) = (parameters.Unlearn, parameters.Concept);
        var assistant = LoadedLlavas.Get(graph.Resources, llava.In(context), experiment.Options.Llava, parameters.Answers.Prompt, device);
        using var ascent = GradientSet.Load(context.Input(Ascent), device);
        var layers = LlavaLayers.Of(assistant.Model, ClipLayouts.Of(ascent.Names));
        var table = Reaching(LayerTableFile.Load(context.Input(Layers)), layers, assistant.Model.Config, context);
        var moves = LayerMove.Of(layers, LayerChoice.Candidates(table, unlearn.Candidates), groups: false);
        var (target, others) = Pictures(parameters, assistant.Model.Config.Vision.ImageSize, context);
        using var ownedTarget = target;
        using var ownedOthers = others;
        using var probe = new AnswerProbe(assistant, layers, target, others, parameters.Answers, unlearn.Left ?? 0, context.Cancellation);
        var original = LayerForgetting.Before(moves, probe, Look);
        context.Log(string.Create(CultureInfo.InvariantCulture, $"before: {original.Forget.Top1:P1} of {target.Names.Count} pictures are called '{concept}', {original.Retained:P1} of {others.Names.Count} others what they show"));

        var options = new StepSearchOptions { Evaluations = unlearn.Evaluations, FirstStepDivisor = unlearn.FirstStepDivisor };
        new LayerForgetting(concept, layers, table, moves, ascent, probe, options, new StepSizeGrid(unlearn.CurvePoints))
        {
            Line = Line,
            NotForgotten = NotForgotten,
            Look = Look,
        }.Run(original, context);

        (double Left, double Kept) Look() => (probe.ShareNamed(), probe.MeasureRetained());
    }

    private static string Line(StepSearchResult found) => found.Reported is { } reported
        ? string.Create(CultureInfo.InvariantCulture, $"{found.Layer}: lambda {reported.Lambda:G4} ({found.RelativeChange:P1} of the layer), named {reported.Forget.Top1:P1}, others {reported.Retained:P1}")
        : $"{found.Layer}: still named after {found.Trace.Count} evaluations";

    /// <summary>The layers of the vision tower that the decoder's features depend on: moving another would change no answer.</summary>
    private static LayerTable Reaching(LayerTable table, LayerSet layers, LlavaConfig config, IStepContext context)
    {
        var vision = table.Of(Tower.Vision);
        var reaching = vision.Where(score => layers.Find(score.Name) is { } layer && LlavaLayers.Reaches(config, layer)).ToList();
        context.Log($"{reaching.Count} of {vision.Count} candidate layers of the vision tower reach the features, which are taken after {config.FeatureBlocks} of {config.Vision.Layers} blocks");
        return reaching.Count > 0 ? new LayerTable(reaching) : throw new InvalidDataException("No candidate layer of the vision tower reaches the features that the decoder sees; visionFeatureLayer is before the first block.");
    }

    private (AskedPictures Target, AskedPictures Others) Pictures(Parameters parameters, int side, IStepContext context)
    {
        var (tar, classes) = (context.Input(CreateTarsStage.Search), ClassList.Load(context.Input(CreateTarsStage.Classes)));
        var (unlearn, concept) = (parameters.Unlearn, parameters.Concept);
        var random = SeededRandom.For(parameters.Seed, "search", concept);
        using var all = AskedPictures.Of(tar, classes.Names, new HashSet<string> { concept }, side, context.Cancellation);
        var target = all.Choose(unlearn.Pictures, oneEach: false, random);
        if (parameters.Views is { } views)
        {
            using var few = target;
            using var own = new LabelledImages(few.Images.alias(), [.. few.Names.Select(_ => classes.IndexOf(concept))]);
            using var more = ConceptViews.Add(tar, classes.Names, own, classes.IndexOf(concept), unlearn.SearchViews, views, parameters.Seed, context.Cancellation);
            target = new AskedPictures(more.Images.alias().DetachFromDisposeScope(), [.. more.Labels.Select(_ => concept)], [.. more.Labels.Select(_ => concept)]);
        }

        var kept = classes.RetainedNames.Where(name => name != concept);
        using var candidates = AskedPictures.Of(tar, classes.Names, AskedPictures.Others(kept, unlearn.OtherPictures, random).ToHashSet(StringComparer.Ordinal), side, context.Cancellation);
        return (target, candidates.Choose(unlearn.OtherPictures, oneEach: true, random));
    }

    private static string NotForgotten(string concept, NearestStep? nearest) => nearest is null
        ? $"not forgotten: '{concept}' depends on none of the layers searched; no update is published for it"
        : string.Create(CultureInfo.InvariantCulture, $"not forgotten: '{concept}' is still named in {nearest.Forget.Top1:P1} of the search's answers at best, by {nearest.Layer} moved by {nearest.RelativeChange:P1} (others {nearest.Retained:P1}). No update is published for it");
}
