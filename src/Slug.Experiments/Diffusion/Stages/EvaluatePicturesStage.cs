using System.Globalization;
using Slug.Data.Canvas;
using Slug.Evaluation.Frechet;
using Slug.Evaluation.Generations;
using Slug.Experiments.Data;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Measures;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Models.Checkpoints;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>Measures a trial's pictures: what the judge calls them, how well they fit their prompts, how far they are from the original model's, and from real ones.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="features">What is seen in the pictures.</param>
/// <param name="real">The data set's own pictures; null where no distance from them is measured.</param>
/// <param name="original">The model before unlearning.</param>
internal sealed class EvaluatePicturesStage(DiffusionExperiment experiment, StepGraph graph, PictureFeaturesSteps features, RealPicturesStep? real, Trial original)
{
    /// <summary>Output: the measures.</summary>
    public const string Metrics = "metrics.json";

    /// <summary>Output: what the concept's pictures became, and what the distance from real pictures rests on.</summary>
    public const string Details = "details.json";

    private const string Seen = "seen.json", Earlier = "earlier.json", Now = "now.safetensors", Before = "before.safetensors";

    private sealed record Parameters(IReadOnlyList<string> Measured, IReadOnlyDictionary<string, IReadOnlyList<string>> Labels)
    {
        /// <summary>The seeds at which what is kept is measured; null where these are all.</summary>
        [OmittedWhenNull]
        public IReadOnlyList<long>? KeptSeeds { get; init; }

        /// <summary>What share of its pictures may still be called a concept that counts as forgotten; null where that is the table's own.</summary>
        [OmittedWhenNull]
        public double? Forgotten { get; init; }
    }

    /// <summary>What is seen of each trial, and the step that measures it.</summary>
    public IEnumerable<Step> Steps(IEnumerable<Trial> trials) =>
        [.. real is null ? [] : new[] { real.Step }, .. trials.Prepend(original).DistinctBy(t => t.Name).Select(features.For), .. trials.Select(For)];

    /// <summary>The step that measures a trial.</summary>
    public Step For(Trial trial) => graph.Once(StageNames.Evaluate, trial.Name, () =>
    {
        var parameters = new Parameters([.. trial.Concepts.Select(c => c.Name)], experiment.Labels)
        {
            KeptSeeds = experiment.Options.Generate.OtherSeeds is null ? null : experiment.Options.Generate.KeptSeeds,
            Forgotten = experiment.Options.Judge.Forgotten,
        };
        var (now, before) = (features.For(trial), features.For(original));
        var inputs = new Dictionary<string, ArtifactSource>
        {
            [Seen] = now.Output(PictureFeaturesSteps.Seen),
            [Earlier] = before.Output(PictureFeaturesSteps.Seen),
            [Now] = now.Output(PictureFeaturesSteps.Features),
            [Before] = before.Output(PictureFeaturesSteps.Features),
        };
        if (real is not null)
        {
            inputs[RealPicturesStep.Features] = real.Step.Output(RealPicturesStep.Features);
            inputs[CanvasSource.Surveyed] = real.Survey;
        }

        // What it speaks against where the pictures still show the concept.
        foreach (var claim in trial.Claims) inputs[$"claim-{claim.Output}"] = claim;
        return new Step
        {
            Stage = StageNames.Evaluate,
            Subject = trial.Name,
            // 2: what is seen is made by steps of its own, and the original's pictures are found by their names; 3: distances of few pictures without the roots of wide matrices.
            Version = 3,
            Parameters = parameters,
            ParametersPath = "judge",
            Inputs = inputs,
            Outputs = [new OutputSpec(Metrics), new OutputSpec(Details) { PublishAs = $"evaluation/{trial.Name}.json" }],
            Judges = trial.Claims,
            Refutes = pathOf => !ModelMetrics.Load(pathOf(Metrics)).AreForgotten,
            Run = context => Task.Run(() => Evaluate(parameters, context)),
        };
    });

    private void Evaluate(Parameters parameters, IStepContext context)
    {
        TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var seen = SeenPictures.Load(context.Input(Seen)).All;
        using var now = SafetensorsFile.Open(context.Input(Now));
        using var before = SafetensorsFile.Open(context.Input(Before));
        var (clip, old, scores) = (now.Load("clip", CPU), before.Load("clip", CPU), now.Load("scores", CPU));
        var measured = new SortedDictionary<string, IReadOnlyList<Measure>>(StringComparer.Ordinal);
        var earlier = SeenPictures.Load(context.Input(Earlier)).All.Index().ToDictionary(p => p.Item.File, p => (long)p.Index, StringComparer.Ordinal);
        var details = new SortedDictionary<string, RequestDetails>(StringComparer.Ordinal);
        foreach (var concept in parameters.Measured)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var domain = experiment.DomainOf(concept);
            // Where prompts have fewer seeds than the concept's, every label counts as much in what is kept.
            var judgements = Judged(seen, domain, parameters.Labels.Keys.FirstOrDefault(d => d != domain));
            var whole = UnlearningAccuracy.Of(concept, Domain.Object, judgements);
            var accuracy = UnlearningAccuracy.Of(concept, Domain.Object, [.. judgements.Where((_, i) => IsKept(seen[i]))]) with { Unlearning = whole.Unlearning, Became = whole.Became };
            var others = seen.Index().Where(p => p.Item.Asked[domain] != concept && IsKept(p.Item)).Select(p => (long)p.Index).ToArray();
            var (rows, places) = (tensor(others), tensor([.. others.Select(i => earlier[seen[(int)i].File])]));
            var fid = real is null ? null : Fid(now.Load(RealPicturesStep.Network, CPU).index_select(0, rows), domain, concept, context);
            measured[concept] =
            [
                .. DiffusionMeasures.Judged(accuracy, parameters.Labels.Count > 1, parameters.Forgotten),
                .. fid is null ? [] : new[] { DiffusionMeasures.Fid(fid.Distance, (int)fid.Generated) },
                DiffusionMeasures.ClipScore(100 * scores.index_select(0, rows).mean().item<float>(), others.Length),
                DiffusionMeasures.Distance(100 * Distance(clip.index_select(0, rows), old.index_select(0, places), context), others.Length),
            ];
            details[concept] = new RequestDetails([.. accuracy.Became.Select(b => new BecameLabel(b.Label, b.Pictures))], fid);
            context.Log($"{concept}: {ModelMetrics.Line(measured[concept])}; became {string.Join(", ", accuracy.Became.Take(4).Select(b => $"{b.Label} {b.Pictures}"))}");
        }

        new ModelMetrics(measured, []).Save(context.Output(Metrics));
        new EvaluationDetails(details).Save(context.Output(Details));

        bool IsKept(SeenPicture picture) => parameters.KeptSeeds?.Contains(picture.Seed) ?? true;
    }

    private static IReadOnlyList<JudgedPicture> Judged(IReadOnlyList<SeenPicture> seen, string domain, string? other) =>
        [.. seen.Select(p => new JudgedPicture(other is null ? "" : p.Asked[other], p.Asked[domain], other is null ? "" : p.Said[other], p.Said[domain]))];

    /// <summary>The places of what is not the concept's.</summary>
    private static Tensor Rows(IEnumerable<string> labels, string concept) => tensor(labels.Index().Where(l => l.Item != concept).Select(l => (long)l.Index).ToArray());

    /// <summary>The distance from the data set's own pictures, the concept left out of both (METHOD section 6).</summary>
    private FidDetails? Fid(Tensor generated, string domain, string concept, IStepContext context)
    {
        using var file = SafetensorsFile.Open(context.Input(RealPicturesStep.Features));
        var chosen = real!.Chosen(context.Input(CanvasSource.Surveyed));
        var rows = Rows(chosen.Select(p => LabelOf(p, domain)), concept);
        using var one = Statistics(file.Load(RealPicturesStep.Network, CPU).index_select(0, rows));
        using var other = Statistics(generated);
        if (one.Count < 2 || other.Count < 2)
        {
            context.Warn(string.Create(CultureInfo.InvariantCulture, $"{concept}: no FID of {one.Count} real and {other.Count} generated pictures; two of each are the least"));
            return null;
        }

        var result = FrechetDistance.Between(one, other);
        foreach (var warning in result.Warnings) context.Warn($"{concept}: FID (first real, second generated): {warning}");
        return new FidDetails(result.Distance, result.SecondCount, result.FirstCount, result.Warnings);
    }

    private static string LabelOf(CanvasPicture picture, string domain) => domain == GridOptions.StyleDomain ? picture.Style : picture.Object;

    private static FeatureStatistics Statistics(Tensor features)
    {
        var statistics = new FeatureStatistics((int)features.shape[1]);
        statistics.Add(features);
        return statistics;
    }

    private static double Distance(Tensor features, Tensor before, IStepContext context)
    {
        using var one = Statistics(features);
        using var other = Statistics(before);
        if (one.Count < 2 || other.Count < 2) return 0;
        var result = FrechetDistance.Between(one, other);
        foreach (var warning in result.Warnings) context.Log($"FD: {warning}");
        return result.Distance;
    }
}
