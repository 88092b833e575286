using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion;
using Slug.Models.Layers;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Methods;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>
/// The steps of the Unlearn stage that train the CLIP to forget by one of the paper's methods, round by round, and put its text tower into the pipeline; the first round
/// whose pictures show the concept no more stands for the method, else the one that left the least. Likewise where several layers move at once, after RAZOR.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="tars">Its sets.</param>
/// <param name="pretrain">Its CLIP.</param>
/// <param name="pipeline">Its pipeline.</param>
/// <param name="judge">Its judge.</param>
internal sealed class TrainedSteps(DiffusionExperiment experiment, StepGraph graph, CreateTarsStage tars, PretrainStage pretrain, PipelineStage pipeline, JudgeStage judge)
{
    private const string Edit = "edit.safetensors", Report = "rounds.json", Original = "original.safetensors", Pipeline = "pipeline";

    private sealed record Parameters(
        string Concept, string Domain, IReadOnlyDictionary<string, IReadOnlyList<string>> Labels, ClipConfig Model, MethodOptions Options, string Method, int Batch, PictureSearchOptions Search,
        GenerateOptions Generate, PipelineOptions Pipeline, JudgeOptions Judge, CaptionMatchMode Match, [property: OmittedWhenNull] RazorOptions? Razor);

    /// <summary>A step for each method and concept.</summary>
    public IEnumerable<Step> Steps => All.Select(a => For(a.Row, a.Concept));

    /// <summary>A trial for each method and concept.</summary>
    public IEnumerable<Trial> Trials => All.Select(a => new Trial
    {
        Name = $"{a.Row.FileName}-{a.Concept.FileName}",
        Series = a.Row.FileName,
        Kind = TrialKind.Comparison,
        Method = a.Row.Method,
        LearningRate = a.Row.LearningRate,
        Setting = a.Row.SettingOf(null),
        Concepts = [a.Concept],
        Model = For(a.Row, a.Concept).Output(Edit),
        Reads = new Dictionary<string, StepOutput> { [Edit] = For(a.Row, a.Concept).Output(Edit), [Report] = For(a.Row, a.Concept).Output(Report) },
        Timed = [Edit],
        Facts = file => ComparisonReport.Load(file(Report)).Facts(new FileInfo(file(Edit)).Length, left => [new Measure("left", left.Top1, Better.Lower, MeasureSubject.Forgotten)]),
    });

    private IEnumerable<(EditingOptions Row, Concept Concept)> All =>
        experiment.Options.Compare.Where(row => row.IsRoundByRound).SelectMany(row => experiment.Concepts.Select(concept => (row, concept)));

    private Step For(EditingOptions row, Concept concept) => graph.Once(StageNames.Unlearn, $"{row.FileName}-{concept.FileName}", () =>
    {
        var options = experiment.Options;
        var parameters = new Parameters(
            concept.Name, experiment.DomainOf(concept.Name), experiment.Labels, experiment.Clip.Model, row.ToMethodOptions(), row.Method, row.Batch, options.Unlearn.Search,
            options.Generate.ForKey(), (options.Pipeline ?? new PipelineOptions()).ForKey(), options.Judge.ForKey(), tars.Sets.Match, row.Razor);
        return new Step
        {
            Stage = StageNames.Unlearn,
            Subject = $"{row.FileName}-{concept.FileName}",
            // 2, 3: convolutions on small maps, and those of few pictures, are matrix products on a CPU, which round otherwise; 4: only where libtorch's own are wrong;
            // 5: a network's maps lie by channels; 6, where a rest may be left: the report tells that rest.
            Version = options.Unlearn.Search.Left > 0 ? 6 : 5,
            Parameters = parameters,
            Inputs = new Dictionary<string, ArtifactSource>(judge.Inputs)
            {
                [Original] = pretrain.Original,
                [Pipeline] = pipeline.Source,
                [CreateTarsStage.Forget] = tars.ForgetSetOf(concept),
                [CreateTarsStage.Retain] = tars.RetainSet,
                [TokenizerSource.Input] = pretrain.Tokenizer,
            },
            Outputs = [new OutputSpec(Edit), new OutputSpec(Report)],
            Run = context => Task.Run(() => Unlearn(parameters, context)),
        };
    });

    private void Unlearn(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var model = LoadedPipelines.Get(graph.Resources, context.Input(Pipeline), parameters.Pipeline, parameters.Generate.Scheduler, device);
        using var judged = judge.Open(context, device);
        var probe = new PictureProbe(
            new PictureSampler(model, experiment.Options.Generate, device), judged, parameters.Domain, parameters.Concept,
            PicturePrompts.Sample(parameters.Generate, parameters.Labels, parameters.Domain, parameters.Concept, wanted: true, parameters.Search.Pictures), [], parameters.Search.Left, context.Cancellation);
        using var clip = ClipModel.Load(parameters.Model, context.Input(Original));
        clip.to(device);
        var (forget, retain) = (context.Input(CreateTarsStage.Forget), context.Input(CreateTarsStage.Retain));
        // What is to be forgotten is not learned again: the grid's retain set is of all labels.
        var matcher = new CaptionMatcher(parameters.Concept, parameters.Match);
        var others = TarShardReader.Read([retain]).Index().Where(s => !matcher.Matches(s.Item.Caption)).Select(s => s.Index).ToHashSet();
        var data = new MethodData(_ => Batches(forget, null), _ => Batches(retain, others.Contains), Of(TarShardReader.Read([forget]).Count()), Of(others.Count));
        var rounds = new List<ForgetAccuracy>();
        if (parameters.Razor is { } razor)
        {
            // What the pipeline has of the CLIP: the text tower, without the projection, and without blocks that its encoder leaves out.
            var its = model.Text.named_parameters().Select(p => p.name).ToHashSet(StringComparer.Ordinal);
            var layers = new LayerSet([.. clip.Layers.Where(l => its.Contains(l.Parameter))]);
            Razor.Run(clip, layers, Batches(forget, null), Batches(retain, others.Contains), parameters.Options.ContrastiveForget, razor, Measure, AfterRound, context.Cancellation);
        }
        else
        {
            ComparisonMethod.Run(clip, MethodNames.Parse(parameters.Method).Kind, data, parameters.Options, AfterEpoch, context.Cancellation);
        }

        new ComparisonReport(parameters.Concept, parameters.Method, rounds, ComparisonMethod.RowEpoch(rounds)).Save(context.Output(Report));

        bool AfterEpoch(int epoch)
        {
            Add(Measure(), parameters.Options.Epochs, $"round {epoch + 1}");
            return !rounds[epoch].IsNotFirst;
        }

        void AfterRound(RazorRound round) => Add(
            round.Forget, 0,
            FormattableString.Invariant($"round {rounds.Count + 1}: scores above {round.Threshold:G4}, {round.Layers.Count} layers move by {round.Step:G4} ({string.Join(", ", round.Layers)})"));

        void Add(ForgetAccuracy left, int of, string what)
        {
            rounds.Add(left);
            context.Progress(rounds.Count, of, "rounds");
            context.Log(FormattableString.Invariant($"{what}: {left.Top1:P1} of the search's pictures are called '{parameters.Concept}'"));
            if (ComparisonMethod.RowEpoch(rounds) == rounds.Count - 1)
                SafetensorsWriter.Write(context.Output(Edit), TextOf(clip, model).Select(m => KeyValuePair.Create(PipelineEdit.Text + m.Mine.Key, m.Mine.Value)), new Dictionary<string, string> { ["format"] = "pt" });
        }

        ForgetAccuracy Measure()
        {
            using var original = new OriginalWeights();
            using var noGrad = no_grad();
            foreach (var (mine, its) in TextOf(clip, model))
            {
                original.Keep(its);
                its.copy_(mine.Value);
            }

            return probe.MeasureForget();
        }

        IEnumerable<PairBatch> Batches(string tar, Func<int, bool>? places) => PairBatches.Read(
            [tar], new ClipTransform(parameters.Model.Vision.ImageSize, graph.Resources.Pictures), TokenizerSource.Load(context.Input(TokenizerSource.Input)), parameters.Model.Text.ContextLength,
            new ImageBatchOptions { BatchSize = parameters.Batch, Places = places }, context.Cancellation, device);

        int Of(int pairs) => (pairs + parameters.Batch - 1) / parameters.Batch;
    }

    /// <summary>The text tower's tensors beside those of the pipeline's text encoder, which may have fewer blocks.</summary>
    private static IReadOnlyList<(KeyValuePair<string, Tensor> Mine, Tensor Its)> TextOf(ClipModel clip, StableDiffusion pipeline)
    {
        var mine = clip.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter, StringComparer.Ordinal);
        return [.. pipeline.Text.named_parameters().Select(p => (KeyValuePair.Create(p.name, mine[p.name]), (Tensor)p.parameter))];
    }
}
