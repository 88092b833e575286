using System.Diagnostics;
using System.Globalization;
using Slug.Basics;
using Slug.Data;
using Slug.Data.Images;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Models.Vlm;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Experiments.Vlm.Stages;

/// <summary>Asks a trial's model about the test pictures and the user's question files, and keeps every answer. A run that is killed goes on where it was.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="sets">Its sets.</param>
/// <param name="llava">The LLaVA.</param>
internal sealed class GenerateStage(VlmExperiment experiment, StepGraph graph, DataSets sets, LlavaSource llava)
{
    /// <summary>Output: the answers, a JSON object a line.</summary>
    public const string Answers = "answers.jsonl";

    private const string Update = "update.safetensors";

    private sealed record Parameters(
        IReadOnlyList<string> Concepts, AnswerOptions Answers, IReadOnlyList<QuestionFileOptions> Questions,
        [property: OmittedWhenNull] int? VisionFeatureLayer, [property: OmittedWhenNull] bool? ClassToken, LlavaNumbers Numbers, [property: OmittedWhenNull] AugmentationOptions? Views, long Seed);

    /// <summary>The step that asks a trial's model.</summary>
    public Step For(Trial trial) => graph.Once(StageNames.Generate, trial.Name, () =>
    {
        var options = experiment.Options;
        var parameters = new Parameters(
            options.Unlearn.Concepts, options.Answers.ForKey(), [.. experiment.Questions.Select(q => q.Options with { File = "", Pictures = null })],
            options.Llava.VisionFeatureLayer, options.Llava.ClassToken, options.Llava.Numbers, options.Answers.FreshViews is null ? null : options.Pretrain.Augmentation, options.Seed);
        var inputs = new Dictionary<string, ArtifactSource>(llava.Inputs) { [CreateTarsStage.Test] = sets.Test, [CreateTarsStage.Classes] = sets.Classes };
        if (options.Answers.SearchSet) inputs[CreateTarsStage.Search] = sets.Search;
        // The original is the LLaVA as it is.
        if (trial.Kind != TrialKind.Original) inputs[Update] = trial.Model;
        foreach (var (name, source) in Sources(experiment.Questions)) inputs[name] = source;

        return new Step
        {
            Stage = StageNames.Generate,
            Subject = trial.Name,
            // 2: the search set's pictures are asked for all that test pictures are asked for.
            Version = 2,
            Parameters = parameters,
            Inputs = inputs,
            Outputs = [new OutputSpec(Answers) { PublishAs = $"answers/{trial.Name}.jsonl" }],
            Run = context => Task.Run(() => Generate(parameters, inputs.ContainsKey(Update), context)),
        };
    });

    /// <summary>Question files and the folders of their pictures, as inputs of a step.</summary>
    public static IEnumerable<KeyValuePair<string, ArtifactSource>> Sources(IEnumerable<FoundQuestions> files) => files.SelectMany(Source);

    /// <summary>A question file within a step that has <see cref="Sources"/>.</summary>
    public static AskedFile AskedOf(FoundQuestions questions, IStepContext context) =>
        new(questions.Options, context.Input(FileOf(questions)), questions.Pictures is null ? null : context.Input(PicturesOf(questions)));

    private static IEnumerable<KeyValuePair<string, ArtifactSource>> Source(FoundQuestions questions)
    {
        yield return KeyValuePair.Create<string, ArtifactSource>(FileOf(questions), new SourcePath(questions.File));
        if (questions.Pictures is { } pictures) yield return KeyValuePair.Create<string, ArtifactSource>(PicturesOf(questions), new SourcePath(pictures));
    }

    private static string FileOf(FoundQuestions questions) => $"questions/{questions.Options.Name}";

    private static string PicturesOf(FoundQuestions questions) => $"pictures/{questions.Options.Name}";

    private void Generate(Parameters parameters, bool isChanged, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var folder = llava.In(context);
        var digest = ModelDigest.Of(folder, isChanged ? context.Input(Update) : null);
        var asked = Asked(parameters, digest, context);
        var total = asked.Sum(set => set.Questions.Sum(questions => questions.Count));
        // The lines say which model and what is asked, the digest of the pictures about which.
        var how = FormattableString.Invariant($"{parameters.Answers} {parameters.VisionFeatureLayer} {parameters.ClassToken} {parameters.Numbers}");
        var chunks = new AnswerChunks(experiment, asked, how, context);
        var done = chunks.Count;
        if (done > 0) context.Log($"{done} of {total} answers are there from a run that was cut off");
        if (done < total)
        {
            var assistant = LoadedLlavas.Get(graph.Resources, folder, experiment.Options.Llava, parameters.Answers.Prompt, device);
            using var update = isChanged ? UpdateFile.Load(context.Input(Update)) : null;
            using var original = new OriginalWeights();
            if (update is not null) Apply(update, assistant.Model, original);
            var clock = Stopwatch.StartNew();
            var before = done;
            foreach (var set in asked) Ask(set, assistant, chunks, count => context.Progress(done += count, total, "answers"), context.Cancellation);
            context.Log(string.Create(CultureInfo.InvariantCulture, $"{total - before} answers in {clock.Elapsed.TotalSeconds:F1} s: {(total - before) / Math.Max(clock.Elapsed.TotalSeconds, 1e-3):F1} a second"));
        }

        AnswerLine.Save(context.Output(Answers), asked.SelectMany(set => Enumerable.Range(0, ChunksOf(set)).SelectMany(chunk => chunks.Load(set.Name, chunk))));
    }

    private static void Apply(LayerUpdate update, LlavaModel model, OriginalWeights original)
    {
        var layers = LlavaLayers.Of(model, ClipLayouts.Of(update.Changes.Select(change => change.Key)));
        foreach (var (name, _) in update.Changes) original.Keep(layers[name].Whole);
        update.ApplyTo(layers);
    }

    private List<AskedSet> Asked(Parameters parameters, string digest, IStepContext context)
    {
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        var line = new AnswerLine("", "", "", "", parameters.Seed, digest);
        var kept = classes.RetainedNames.Where(name => !parameters.Concepts.Contains(name));
        var others = AskedPictures.Others(kept, parameters.Answers.OtherNames, SeededRandom.For(parameters.Seed, "others"));
        var wanted = parameters.Concepts.Concat(others).ToHashSet(StringComparer.Ordinal);
        var asked = new List<AskedSet> { AskedSet.OfData(AnswerLine.NameSet, context.Input(CreateTarsStage.Test), classes, wanted, parameters.Answers, line) };
        if (parameters.Answers.SearchSet) asked.Add(AskedSet.OfData(AnswerLine.KnownSet, context.Input(CreateTarsStage.Search), classes, wanted, parameters.Answers, line));
        if (parameters.Answers.FreshViews is { } views)
        {
            var drawn = FreshViews.Of(context.Input(CreateTarsStage.Search), classes.Names, parameters.Concepts.ToHashSet(StringComparer.Ordinal), views, parameters.Views!, parameters.Seed, context.Cancellation);
            asked.Add(AskedSet.OfViews(drawn, parameters.Answers, line));
        }

        foreach (var own in experiment.Questions) asked.Add(AskedOf(own, context).Ask(line));
        return asked;
    }

    private static int ChunksOf(AskedSet set) => (set.Questions.Count + AnswerChunks.Pictures - 1) / AnswerChunks.Pictures;

    private void Ask(AskedSet set, VisualAssistant assistant, AnswerChunks chunks, Action<int> onAnswers, CancellationToken cancellation)
    {
        var missing = Enumerable.Range(0, ChunksOf(set)).Where(chunk => !chunks.Has(set.Name, chunk)).ToList();
        if (missing.Count == 0) return;
        var side = assistant.Model.Config.Vision.ImageSize;
        var open = missing.ToHashSet();
        var options = new ImageBatchOptions { BatchSize = AnswerChunks.Pictures, Places = place => open.Contains(place / AnswerChunks.Pictures) };
        foreach (var (batch, chunk) in ImageBatches.Read(set.Samples(), new ClipTransform(side), options, cancellation).Zip(missing))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            // A picture's vectors are made once for all its questions.
            var vectors = assistant.Model.Encode(tensor(batch.Pixels, [batch.Count, 3, side, side]).to(assistant.Model.Decoder.Device));
            var lines = Enumerable.Range(0, batch.Count).SelectMany(i => set.Questions[(chunk * AnswerChunks.Pictures) + i].Select(line => (Line: line, Picture: i))).ToList();
            var answers = assistant.Answer(vectors, [.. lines.Select(l => new VisualQuestion(l.Line.Question, l.Picture))], experiment.Options.Answers.ToGeneration(), cancellation);
            chunks.Save(set.Name, chunk, lines.Zip(answers, (line, answer) => line.Line with { Answer = answer }));
            onAnswers(lines.Count);
        }
    }
}
