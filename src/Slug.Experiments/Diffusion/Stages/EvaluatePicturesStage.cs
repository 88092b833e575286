using Slug.Evaluation.Frechet;
using Slug.Evaluation.Generations;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Judging;
using Slug.Experiments.Diffusion.Measures;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Models.Clip;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>Measures a trial's pictures: what the judge calls them, how well they fit their prompts, how far they are from the original model's.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="pretrain">Its CLIP, before unlearning.</param>
/// <param name="judge">Its judge.</param>
/// <param name="generate">Its pictures.</param>
/// <param name="original">The model before unlearning.</param>
internal sealed class EvaluatePicturesStage(DiffusionExperiment experiment, StepGraph graph, PretrainStage pretrain, JudgeStage judge, GenerateStage generate, Trial original)
{
    /// <summary>Output: the measures.</summary>
    public const string Metrics = "metrics.json";

    private const string Pictures = "pictures", Before = "before", Clip = "clip.safetensors";

    private sealed record Parameters(IReadOnlyList<string> Measured, IReadOnlyDictionary<string, IReadOnlyList<string>> Labels, JudgeOptions Judge, ClipConfig Model)
    {
        /// <summary>The seeds at which what is kept is measured; null where these are all.</summary>
        [OmittedWhenNull]
        public IReadOnlyList<long>? KeptSeeds { get; init; }
    }

    /// <summary>A step for each trial.</summary>
    public IEnumerable<Step> Steps(IEnumerable<Trial> trials) => trials.Select(For);

    /// <summary>The step that measures a trial.</summary>
    public Step For(Trial trial) => graph.Once(StageNames.Evaluate, trial.Name, () =>
    {
        var parameters = new Parameters([.. trial.Concepts.Select(c => c.Name)], experiment.Labels, experiment.Options.Judge, experiment.Clip.Model)
        {
            KeptSeeds = experiment.Options.Generate.OtherSeeds is null ? null : experiment.Options.Generate.KeptSeeds,
        };
        var inputs = new Dictionary<string, ArtifactSource>(judge.Inputs)
        {
            [Pictures] = generate.For(trial).Output(GenerateStage.Pictures),
            [Before] = generate.For(original).Output(GenerateStage.Pictures),
            [Clip] = pretrain.Original,
            [TokenizerSource.Input] = pretrain.Tokenizer,
        };
        // What it speaks against where the pictures still show the concept.
        foreach (var claim in trial.Claims) inputs[$"claim-{claim.Output}"] = claim;
        return new Step
        {
            Stage = StageNames.Evaluate,
            Subject = trial.Name,
            // 2: the original's pictures are found by their names.
            Version = 2,
            Parameters = parameters,
            ParametersPath = "judge",
            Inputs = inputs,
            Outputs = [new OutputSpec(Metrics)],
            Judges = trial.Claims,
            Refutes = pathOf => !ModelMetrics.Load(pathOf(Metrics)).AreForgotten,
            Run = context => Task.Run(() => Evaluate(parameters, context)),
        };
    });

    private void Evaluate(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (now, before) = (PictureManifest.Load(context.Input(Pictures)), PictureManifest.Load(context.Input(Before)));
        var (pictures, originals) = (now.Load(context.Input(Pictures), context.Cancellation), before.Load(context.Input(Before), context.Cancellation));
        using var judged = judge.Open(context, device);
        var said = parameters.Labels.Keys.ToDictionary(domain => domain, domain => judged.Label(domain, pictures, context.Cancellation), StringComparer.Ordinal);
        using var clip = ClipModel.Load(parameters.Model, context.Input(Clip));
        clip.to(device);
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        var (features, old) = (PictureFeatures.Of(clip, pictures, context.Cancellation), PictureFeatures.Of(clip, originals, context.Cancellation));
        var texts = FeatureEncoding.EncodeCaptions(clip.TextTower, tokenizer.Tokenize([.. now.Pictures.Select(p => p.Prompt)], parameters.Model.Text.ContextLength), device, context.Cancellation);
        var measured = new SortedDictionary<string, IReadOnlyList<Measure>>(StringComparer.Ordinal);
        var places = before.Pictures.Index().ToDictionary(p => p.Item.File, p => (long)p.Index, StringComparer.Ordinal);
        foreach (var concept in parameters.Measured)
        {
            var domain = experiment.DomainOf(concept);
            // Where prompts have fewer seeds than the concept's, every label counts as much in what is kept.
            var judgements = Judge(domain);
            var whole = UnlearningAccuracy.Of(concept, Domain.Object, judgements);
            var accuracy = UnlearningAccuracy.Of(concept, Domain.Object, [.. judgements.Where((_, i) => IsKept(now.Pictures[i]))]) with { Unlearning = whole.Unlearning, Became = whole.Became };
            var others = now.Pictures.Index().Where(p => p.Item.Labels[domain] != concept && IsKept(p.Item)).Select(p => (long)p.Index).ToArray();
            var rows = tensor(others, device: device);
            var earlier = tensor([.. others.Select(i => places[now.Pictures[(int)i].File])], device: device);
            var score = 100 * features.index_select(0, rows).mul(texts.index_select(0, rows)).sum(1).mean().item<float>();
            measured[concept] =
            [
                .. DiffusionMeasures.Judged(accuracy, parameters.Labels.Count > 1),
                DiffusionMeasures.ClipScore(score, others.Length),
                DiffusionMeasures.Distance(100 * Distance(features.index_select(0, rows), old.index_select(0, earlier), context), others.Length),
            ];
            context.Log($"{concept}: {ModelMetrics.Line(measured[concept])}; became {string.Join(", ", accuracy.Became.Take(4).Select(b => $"{b.Label} {b.Pictures}"))}");
        }

        new ModelMetrics(measured, []).Save(context.Output(Metrics));

        bool IsKept(GeneratedPicture picture) => parameters.KeptSeeds?.Contains(picture.Seed) ?? true;

        IReadOnlyList<JudgedPicture> Judge(string domain)
        {
            var other = parameters.Labels.Keys.FirstOrDefault(d => d != domain);
            return [.. now.Pictures.Select((p, i) => new JudgedPicture(other is null ? "" : p.Labels[other], p.Labels[domain], other is null ? "" : said[other][i], said[domain][i]))];
        }
    }

    private static double Distance(Tensor features, Tensor before, IStepContext context)
    {
        using var one = new FeatureStatistics((int)features.shape[1]);
        using var other = new FeatureStatistics((int)before.shape[1]);
        one.Add(features);
        other.Add(before);
        if (one.Count < 2 || other.Count < 2) return 0;
        var result = FrechetDistance.Between(one, other);
        foreach (var warning in result.Warnings) context.Log($"FD: {warning}");
        return result.Distance;
    }
}
