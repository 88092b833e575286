using System.Globalization;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Judging;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Models.Diffusion;
using Slug.Models.Layers;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>
/// Forgets one concept in the text encoder: of the layers of the text tower that the config names each is moved along the gradient until the concept is gone from what the
/// search looks at, and the one that keeps the most is taken (METHOD section 5).
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="sets">Its sets, for the zero-shot search.</param>
/// <param name="pretrain">Its CLIP.</param>
/// <param name="pipeline">Its pipeline.</param>
/// <param name="judge">Its judge.</param>
/// <param name="grads">Its gradients.</param>
internal sealed class ForgetStage(
    DiffusionExperiment experiment, StepGraph graph, DataSets sets, PretrainStage pretrain, PipelineStage pipeline, JudgeStage judge, ComputeGradsStage grads)
{
    /// <summary>Output: the change of the text encoder.</summary>
    public const string Update = LayerForgetting.Update;

    /// <summary>Output: how layer and step size were chosen.</summary>
    public const string Report = LayerForgetting.Report;

    private const string Ascent = "ascent.safetensors", Layers = "layers.json", Pipeline = "pipeline";

    private sealed record Parameters(
        string Concept, string Domain, IReadOnlyDictionary<string, IReadOnlyList<string>> Labels, ForgettingOptions Unlearn, GenerateOptions Generate, PipelineOptions Pipeline, JudgeOptions Judge)
    {
        /// <summary>What the zero-shot search depends on; null where pictures are looked at.</summary>
        [OmittedWhenNull]
        public ConceptSearch.Parameters? ZeroShot { get; init; }
    }

    /// <summary>The row of the comparison that this is; null where it is the experiment's own.</summary>
    public EditingOptions? Row { get; init; }

    /// <summary>One step per concept.</summary>
    public IEnumerable<Step> Steps => experiment.Concepts.Select(For);

    /// <summary>One trial per concept.</summary>
    public IEnumerable<Trial> Trials => experiment.Concepts.Select(concept =>
    {
        var trial = LayerForgetting.TrialOf(concept, For(concept), Update, grads, nearest => [new Measure("left", nearest.Forget.Top1, Better.Lower, MeasureSubject.Forgotten)]) with
        {
            Phases =
            [
                new CostPhase("seconds-gradient", "gradient s", [.. grads.CostsOf(concept).Keys]) { Without = CostPhase.LayerSeconds },
                new CostPhase("seconds-layer", "layer s", [.. grads.CostsOf(concept).Keys]) { Fact = CostPhase.LayerSeconds },
                new CostPhase("seconds-search", "search s", [Report]),
            ],
        };
        return Row is null ? trial : trial with { Name = $"{Row.FileName}-{concept.FileName}", Series = Row.FileName, Setting = Row.SettingOf(trial.Setting), Kind = TrialKind.Comparison, IsAsked = false };
    });

    /// <summary>The step that forgets a concept.</summary>
    public Step For(Concept concept) => graph.Once(StageNames.Unlearn, Named(concept), () =>
    {
        var options = experiment.Options;
        var parameters = new Parameters(
            concept.Name, experiment.DomainOf(concept.Name), experiment.Labels, options.Unlearn with { Concepts = [concept.Name], AllowFailure = false }, options.Generate.ForKey(),
            (options.Pipeline ?? new PipelineOptions()).ForKey(), options.Judge.ForKey())
        {
            ZeroShot = options.Unlearn.Search.By == SearchEye.ZeroShot ? ConceptSearch.ParametersOf(experiment.Clip, Spoken(concept)) : null,
        };
        var inputs = new Dictionary<string, ArtifactSource>
        {
            [Ascent] = grads.AscentFor(concept),
            [Layers] = grads.ForgetFor(concept).Output(ComputeGradsStage.Layers),
            [Pipeline] = pipeline.Source,
        };
        foreach (var (name, source) in judge.Inputs) inputs[name] = source;
        if (options.Unlearn.Search.By == SearchEye.ZeroShot)
        {
            foreach (var (name, source) in ConceptSearch.Inputs(sets, pretrain, grads, concept)) inputs.TryAdd(name, source);
        }

        return new Step
        {
            Stage = StageNames.Unlearn,
            Subject = Named(concept),
            // 2: each picture goes through the network by itself; 3: the curve always has the step taken; 4: or in groups; a search looks at few pictures first;
            // 5, 6: convolutions on small maps, and those of few pictures, are matrix products on a CPU, which round otherwise; 7: only where libtorch's own are wrong;
            // 8: what is kept counts what else the concept's pictures show, where a search by pictures looks at that; 9 (8 where it does not): a look takes all its pictures at once;
            // 10 (9): a network's maps lie by channels; copies of the text encoder are searched; 12 (11), where a rest may be left: the report tells that rest.
            Version = (options.Unlearn.Search is { By: SearchEye.Pictures, IsCanvas: false } && experiment.Labels.Count > 1 ? 10 : 9)
                + (options.Unlearn.Search is { By: SearchEye.Pictures, IsCanvas: false, Left: > 0 } ? 2 : 0),
            Parameters = parameters,
            Inputs = inputs,
            Outputs = [.. LayerForgetting.OutputsOf(Named(concept))],
            Run = context => Task.Run(() => Unlearn(parameters, context)),
        };
    });

    /// <summary>The name of a concept's step, and of what it publishes.</summary>
    internal string Named(Concept concept) => Row is null ? concept.FileName : $"{Row.FileName}-{concept.FileName}";

    /// <summary>A concept as the sets' classes are called.</summary>
    private Concept Spoken(Concept concept) => experiment.Options.Canvas is null ? concept : new Concept(concept.Name.Replace('_', ' '));

    private void Unlearn(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var model = LoadedPipelines.Get(graph.Resources, context.Input(Pipeline), parameters.Pipeline, parameters.Generate.Scheduler, device);
        using var ascent = GradientSet.Load(context.Input(Ascent), device);
        var text = PipelineEdit.TextLayers(model, ascent.Names);
        var table = OfTextEncoder(LayerTableFile.Load(context.Input(Layers)), text, context);
        var moves = Moves(parameters.Unlearn, table, text, ascent);
        if (parameters.ZeroShot is { } zeroShot)
        {
            using var search = new ConceptSearch(zeroShot, experiment.Clip, graph.Resources, context);
            using var seen = search.Probe([.. moves.SelectMany(m => m.Layers)], context.Cancellation);
            Search(parameters, search.Model.Layers, table, moves, ascent, seen, () => (seen.MeasureForget().Top1, seen.MeasureRetained()), context);
            search.Keep();
            return;
        }

        using var judged = judge.Open(context, device);
        var probe = Probe(parameters, model, judged, device, context);
        if (moves.Count == 1 || !probe.IsSmall)
        {
            Search(parameters, text, table, moves, ascent, probe, probe.Look, context);
            return;
        }

        // Where the network is small two copies of the text encoder are searched at the same time, which compute the same: what is found does not depend on who searched which layer.
        using OtherText one = new(model), other = new(model);
        var (first, second) = (Probe(parameters, one.Pipeline, judged, device, context), Probe(parameters, other.Pipeline, judged, device, context));
        Search(parameters, one.Layers(ascent), table, moves, ascent, first, first.Look, context, new SearchedModel(other.Layers(ascent), second, second.WarmUp));
        model.IsWarm |= one.Pipeline.IsWarm;
    }

    private PictureProbe Probe(Parameters parameters, StableDiffusion pipeline, IPictureJudge judged, Device device, IStepContext context)
    {
        var wanted = parameters.Unlearn.Search;
        return new PictureProbe(
            new PictureSampler(pipeline, experiment.Options.Generate, device), judged, parameters.Domain, parameters.Concept,
            PicturePrompts.Sample(parameters.Generate, parameters.Labels, parameters.Domain, parameters.Concept, wanted: true, wanted.Looked.Own),
            PicturePrompts.Sample(parameters.Generate, parameters.Labels, parameters.Domain, parameters.Concept, wanted: false, wanted.Looked.Others),
            wanted.IsCanvas ? 0 : wanted.Left, context.Cancellation)
        {
            Labels = wanted.IsCanvas ? null : parameters.Labels,
        };
    }

    private static void Search(
        Parameters parameters, LayerSet layers, LayerTable table, IReadOnlyList<LayerMove> moves, GradientSet ascent, IUnlearningProbe probe, Func<(double Left, double Kept)> look, IStepContext context,
        SearchedModel? second = null)
    {
        var (unlearn, search) = (parameters.Unlearn, parameters.Unlearn.Search);
        var original = LayerForgetting.Before(moves, probe, look);
        context.Log(string.Create(CultureInfo.InvariantCulture, $"before: {original.Forget.Top1:P1} of what is looked at is called '{parameters.Concept}', {original.Retained:P1} of what is to be kept is called what it is"));
        var options = search.IsCanvas
            ? new StepSearchOptions { Canvas = new CanvasRule(original.Retained!.Value), FirstStepDivisor = CanvasRule.FirstStepDivisor }
            : new StepSearchOptions { Evaluations = search.Evaluations, FirstStepDivisor = search.FirstStepDivisor };
        // From a quarter of the chosen step to twice it.
        var forgetting = new LayerForgetting(parameters.Concept, layers, table, moves, ascent, probe, options, new StepSizeGrid(unlearn.CurvePoints, OctavesBelow: 2, OctavesAbove: 1))
        {
            Line = Line,
            NotForgotten = NotForgotten,
            Margin = search.IsCanvas ? 1 : search.Margin,
            Look = look,
            Second = second,
        };
        forgetting.Run(original, context);
    }

    /// <summary>The layers that the pipeline's text encoder has: Stable Diffusion 2 leaves out CLIP's last block, and nobody sees pictures' side of it.</summary>
    private static LayerTable OfTextEncoder(LayerTable table, LayerSet layers, IStepContext context)
    {
        var text = table.Of(Tower.Language);
        var there = text.Where(l => layers.Find(l.Name) is not null).ToList();
        if (there.Count < text.Count) context.Log($"{text.Count - there.Count} of {text.Count} layers of the text tower are not in the pipeline's text encoder and are left out");
        return new LayerTable(there);
    }

    private static IReadOnlyList<LayerMove> Moves(ForgettingOptions unlearn, LayerTable table, LayerSet layers, GradientSet ascent)
    {
        var unknown = unlearn.Layer.Where(l => !LayerChoice.IsRule(l) && table.Layers.All(t => t.Name != l)).ToList();
        if (unknown.Count > 0)
            throw new InvalidDataException($"The text encoder has no layer {string.Join(", ", unknown.Select(u => $"'{u}'"))} that may move; it has {string.Join(", ", table.Layers.Select(l => l.Name))}.");
        var moves = LayerMove.Of(layers, LayerChoice.Candidates(table, unlearn.Layer), unlearn.Groups);
        return unlearn.Groups ? [.. moves.Select(m => m with { Layers = [.. m.Layers.Where(ascent.Contains)] })] : moves;
    }

    private static string Line(StepSearchResult found) => found.Reported is { } reported
        ? string.Create(CultureInfo.InvariantCulture, $"{found.Layer}: gone at lambda {reported.Lambda:G4} ({found.RelativeChange:P1} of the layer), left {reported.Forget.Top1:P1}, kept {reported.Retained:P1}")
        : $"{found.Layer}: not gone in {found.Trace.Count} evaluations";

    private static string NotForgotten(string concept, NearestStep? nearest) => nearest is null
        ? $"not forgotten: '{concept}' depends on none of the layers searched"
        : string.Create(CultureInfo.InvariantCulture, $"not forgotten: '{concept}' is still seen in {nearest.Forget.Top1:P1} of the search's pictures at best, by {nearest.Layer} moved by {nearest.RelativeChange:P1} (kept {nearest.Retained:P1}). No update is published for it");

    /// <summary>A pipeline with a text encoder of its own; network and autoencoder are those of another.</summary>
    private sealed class OtherText(StableDiffusion pipeline) : IDisposable
    {
        /// <summary>The pipeline.</summary>
        public StableDiffusion Pipeline { get; } = new(pipeline.Text.Copy(), pipeline.UNet, pipeline.Vae, pipeline.Scheduler, pipeline.Tokenizer) { IsWarm = pipeline.IsWarm, WarmCounts = pipeline.WarmCounts };

        /// <summary>The layers of its text encoder that a direction has.</summary>
        public LayerSet Layers(GradientSet ascent) => PipelineEdit.TextLayers(Pipeline, ascent.Names);

        public void Dispose() => Pipeline.Text.Dispose();
    }
}
