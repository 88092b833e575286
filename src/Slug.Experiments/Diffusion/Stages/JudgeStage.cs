using System.Globalization;
using Slug.Data.Emoji;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Inputs;
using Slug.Experiments.Diffusion.Judging;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Graph;
using Slug.Models.Classifiers;
using Slug.Models.Clip;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>Who judges the pictures: classifiers that are trained here on the grid, classifiers of the user's, or a zero-shot CLIP.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="downloads">Its files.</param>
/// <param name="grid">The grid's drawings; null where there is none.</param>
/// <param name="clip">The CLIP that judges; null where another does.</param>
internal sealed class JudgeStage(DiffusionExperiment experiment, StepGraph graph, DownloadStage downloads, GridSource? grid, PretrainStage? clip)
{
    private const string Classifier = "classifier.safetensors", ClipModelInput = "judge.safetensors", ClipTokenizer = "judge-merges";

    private sealed record Parameters(ClassifierOptions Train, IReadOnlyList<string> Labels, IReadOnlyDictionary<string, string> VendorOf, string Domain, double LeastAccuracy, long Seed)
    {
        /// <summary>Of styles, the objects whose drawings are learned.</summary>
        [OmittedWhenNull]
        public IReadOnlyList<string>? Objects { get; init; }
    }

    private int _told;

    /// <summary>The steps of the judge.</summary>
    public IEnumerable<Step> Steps => [.. experiment.Options.Judge.Train is null ? [] : experiment.Labels.Keys.Order(StringComparer.Ordinal).Select(For), .. clip is null ? [] : new[] { clip.Step }];

    /// <summary>What a step that judges takes as inputs.</summary>
    public IEnumerable<KeyValuePair<string, ArtifactSource>> Inputs
    {
        get
        {
            if (clip is not null) return [new(ClipModelInput, clip.Original), new(ClipTokenizer, clip.Tokenizer)];
            return experiment.Options.Judge.Train is not null
                ? experiment.Labels.Keys.Select(domain => KeyValuePair.Create(InputOf(domain), (ArtifactSource)For(domain).Output(Classifier)))
                : experiment.Options.Judge.Classifiers!.Select(c => KeyValuePair.Create(InputOf(c.Key), experiment.ClassifierPaths.TryGetValue(c.Key, out var path) ? new SourcePath(path) : downloads.OutputOf(c.Value)));
        }
    }

    /// <summary>The judge of a step whose inputs are among <see cref="Inputs"/>.</summary>
    public IPictureJudge Open(IStepContext context, Device device)
    {
        if (experiment.Judge is { } judge)
        {
            var model = ClipModel.Load(judge.Model, context.Input(ClipModelInput));
            model.to(device);
            return new ZeroShotJudge(model, TokenizerSource.Load(context.Input(ClipTokenizer)), experiment.Labels, experiment.Options.Judge.Template, context.Cancellation);
        }

        var classifiers = new ClassifierJudge(experiment.Labels.Keys.ToDictionary(domain => domain, domain => context.Input(InputOf(domain))), Classes(), device,
            experiment.Options.Judge.Numbers.GetValueOrDefault().ToScalarType());
        // Of ours it is known; every step that judges opens them, and one tells it.
        if (experiment.Options.Judge.Train is null && Interlocked.Exchange(ref _told, 1) == 0)
        {
            foreach (var domain in classifiers.WithOther)
                context.Warn($"the classifier of '{domain}' has one class more than {(experiment.Options.Judge.Classes?.ContainsKey(domain) == true ? $"judge.classes.{domain}" : "there are labels")}, the last, which is taken for '{PictureJudge.Other}': none of them. List its classes in judge.classes, '{PictureJudge.Other}' last, where that is meant");
        }

        return classifiers;
    }

    private static string InputOf(string domain) => $"judge-{domain}";

    private Dictionary<string, IReadOnlyList<string>> Classes() =>
        experiment.Labels.ToDictionary(l => l.Key, l => experiment.Options.Judge.Classes?.GetValueOrDefault(l.Key) ?? l.Value, StringComparer.Ordinal);

    /// <summary>The step that trains the classifier of a domain, and refuses one that cannot tell real pictures.</summary>
    private Step For(string domain) => graph.Once(StageNames.Pretrain, $"judge-{domain}", () =>
    {
        var options = experiment.Options;
        var parameters = new Parameters(options.Judge.Train!, experiment.Labels[domain], options.Grid!.Styles.ToDictionary(s => s.Key, s => s.Value), domain, options.Judge.LeastAccuracy, options.Seed)
        {
            Objects = domain == GridOptions.StyleDomain ? options.Grid!.Objects : null,
        };
        return new Step
        {
            Stage = StageNames.Pretrain,
            Subject = $"judge-{domain}",
            // 2: two halves of a batch at the same time; drawings of vendors outside the grid are left out, for they may look like one of it; views are turned and coloured as those that are measured; 3: and softened.
            Version = 3,
            Parameters = parameters,
            ParametersPath = "judge",
            Inputs = new Dictionary<string, ArtifactSource> { [GridSource.Small] = grid!.Step.Output(GridSource.Small), [GridSource.Held] = grid.Step.Output(GridSource.Held) },
            Outputs = [new OutputSpec(Classifier)],
            Run = context => Task.Run(() => Train(parameters, experiment, context)),
        };
    });

    private static void Train(Parameters parameters, DiffusionExperiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, parameters.Seed, context);
        using var scope = NewDisposeScope();
        var labels = new DrawingLabels(parameters.Domain, parameters.Labels, parameters.VendorOf, parameters.Objects ?? []);
        var drawings = GridDrawings.Read(context.Input(GridSource.Small)).Where(d => labels.IsSure(d.Info)).ToList();
        int?[] classes = [.. drawings.Select(d => labels.Of(d.Info))];
        using var vit = ClassifierTraining.Train(
            RgbTensors.Of([.. drawings.Select(d => d.Picture)]).to(device), classes, parameters.Labels.Count, parameters.Train, (ulong)parameters.Seed,
            (done, total, loss) =>
            {
                context.Progress(done, total, "batches");
                if (done % 500 == 0 || done == total) context.Log(FormattableString.Invariant($"batch {done} of {total}: loss {loss:F3}"));
            },
            context.Cancellation);
        vit.Save(context.Output(Classifier));

        var held = GridDrawings.Read(context.Input(GridSource.Held));
        using var judge = new ClassifierJudge(
            new Dictionary<string, string> { [parameters.Domain] = context.Output(Classifier) }, new Dictionary<string, IReadOnlyList<string>> { [parameters.Domain] = parameters.Labels }, device);
        var said = judge.Label(parameters.Domain, RgbTensors.Of([.. held.Select(h => h.Picture)]), context.Cancellation);
        var right = said.Zip(held).Count(h => labels.Of(h.Second.Info) is { } label && parameters.Labels[label] == h.First);
        Require(parameters.Domain, right, held.Count, parameters.LeastAccuracy, context);
    }

    /// <summary>Refuses a judge that cannot tell real pictures.</summary>
    private static void Require(string domain, int right, int count, double least, IStepContext context)
    {
        var share = (double)right / count;
        var line = string.Create(CultureInfo.InvariantCulture, $"the judge of '{domain}' tells {share:P1} of {count} real pictures that it was not trained on");
        if (share < least)
            throw new InvalidDataException($"{line}, and judge.leastAccuracy is {least.ToString("P0", CultureInfo.InvariantCulture)}: what it says of generated pictures means nothing. Train it longer (judge.train.steps), or take another.");
        context.Log(line);
    }
}
