using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Patching;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>Generates the config's pictures with a trial's model. A run that is killed goes on where it was.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="pipeline">Its pipeline.</param>
internal sealed class GenerateStage(DiffusionExperiment experiment, StepGraph graph, PipelineStage pipeline)
{
    /// <summary>Output: the pictures.</summary>
    public const string Pictures = "pictures";

    /// <summary>Output: of each picture its prompt, labels and seed, the model's key, and the file's digest.</summary>
    public const string Manifest = "manifest.jsonl";

    private const string Pipeline = "pipeline", Edit = "edit.safetensors", Unlearned = "unlearned", Opened = "opened.json";

    // 2: each picture goes through the network by itself; 3: or in groups that the config decides; the manifest stands beside the pictures;
    // 4, 5: convolutions on small maps, and those of few pictures, are matrix products on a CPU, which round otherwise; 6: pictures of an interrupted run
    // are those of this version alone; 7: convolutions are matrix products only where libtorch's own are wrong; 8: a network's maps lie by channels.
    private const int Version = 8;

    private sealed record Parameters(IReadOnlyDictionary<string, IReadOnlyList<string>> Labels, GenerateOptions Generate, PipelineOptions Pipeline)
    {
        /// <summary>What the model was to forget, where that decides which pictures it is measured on.</summary>
        [OmittedWhenNull]
        public string? Concept { get; init; }

        /// <summary>Whether they are an answer set of UnlearnCanvas, with its names and as JPEG.</summary>
        [OmittedWhenNull]
        public bool? AreAnswers { get; init; }
    }

    /// <summary>Where the pipeline of a trial is that somebody else has unlearned; null for all others.</summary>
    public Func<Trial, string?> Foreign { get; init; } = _ => null;

    /// <summary>A step for each trial.</summary>
    public IEnumerable<Step> Steps(IEnumerable<Trial> trials) => trials.Select(For);

    /// <summary>The step that generates with a trial's model.</summary>
    public Step For(Trial trial) => graph.Once(StageNames.Generate, trial.Name, () =>
    {
        var parameters = new Parameters(experiment.Labels, experiment.Options.Generate.ForKey(), (experiment.Options.Pipeline ?? new PipelineOptions()).ForKey())
        {
            Concept = experiment.Options.Generate.OtherSeeds is not null && trial is { Kind: not TrialKind.Original, Concepts: [var only] } ? only.Name : null,
            AreAnswers = experiment.Options.Canvas is null ? null : true,
        };
        var inputs = new Dictionary<string, ArtifactSource> { [Pipeline] = pipeline.Source };
        // The original is the pipeline as it is.
        if (Foreign(trial) is { } path) (inputs[Unlearned], inputs[Opened]) = (new SourcePath(path), trial.Model);
        else if (trial.Kind != TrialKind.Original) inputs[Edit] = trial.Model;
        return new Step
        {
            Stage = StageNames.Generate,
            Subject = trial.Name,
            Version = Version,
            Parameters = parameters,
            ParametersPath = "generate",
            Inputs = inputs,
            Outputs =
            [
                new OutputSpec(Pictures, ArtifactKind.Folder) { PublishAs = PlaceOf(trial) },
                new OutputSpec(Manifest) { PublishAs = $"{PlaceOf(trial)}.manifest.jsonl" },
            ],
            Run = context => Task.Run(() => Generate(parameters, inputs.ContainsKey(Edit) ? context.Input(Edit) : null, inputs.ContainsKey(Unlearned) ? context.Input(Unlearned) : null, context)),
        };
    });

    /// <summary>
    /// Where a trial's pictures appear within the results: <c>pictures/slug-rocket</c>, or as an answer set <c>answers/Pop_Art</c>, which is how the official tools
    /// nest them; those of other methods in a folder of their own, for all have the same targets.
    /// </summary>
    public string PlaceOf(Trial trial)
    {
        if (experiment.Options.Canvas is null) return $"pictures/{trial.Name}";
        var target = trial is { Kind: not TrialKind.Original, Concepts: [var only] } ? only.Name : trial.Name;
        return trial.Series == "slug" ? $"answers/{target}" : $"answers-{trial.Series}/{target}";
    }

    private void Generate(Parameters parameters, string? edit, string? unlearned, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var prompts = PicturePrompts.Of(parameters.Generate, parameters.Labels, parameters.Concept).Select(p => p with { IsAnswer = parameters.AreAnswers == true }).ToList();
        // Of somebody else's model also as what it was opened.
        var key = ModelKey(parameters, edit is not null ? [edit] : unlearned is not null ? [unlearned, context.Input(Opened)] : [], context.Input(Pipeline));
        var folder = new PictureFolder(experiment, key, context);
        var missing = folder.Missing(prompts);
        if (missing.Count < prompts.Count) context.Log($"{prompts.Count - missing.Count} of {prompts.Count} pictures are there from a run that was cut off");
        if (missing.Count > 0)
        {
            using var foreign = unlearned is null ? null : Open(parameters, context.Input(Pipeline), unlearned, device);
            var model = foreign ?? LoadedPipelines.Get(graph.Resources, context.Input(Pipeline), parameters.Pipeline, parameters.Generate.Scheduler, device);
            using var edited = PipelineEdit.Apply(model, edit);
            var clock = Stopwatch.StartNew();
            var sampler = new PictureSampler(model, experiment.Options.Generate, device);
            var done = prompts.Count - missing.Count;
            context.Progress(done, prompts.Count, "pictures");
            sampler.Run(prompts, missing, Keep, context.Cancellation);
            if (sampler.Cut > 0) context.Warn($"{sampler.Cut} prompts are longer than the {model.Tokenizer!.Context} tokens of the text encoder; their ends were cut off");
            var seconds = clock.Elapsed.TotalSeconds;
            context.Log(string.Create(
                CultureInfo.InvariantCulture,
                $"{missing.Count} pictures in {seconds:F1} s: {missing.Count * parameters.Generate.Steps / Math.Max(seconds, 1e-3):F2} steps of a picture a second, {parameters.Generate.Together} pictures together"));

            void Keep(IReadOnlyList<PicturePrompt> batch, TorchSharp.torch.Tensor pictures)
            {
                folder.Save(batch, pictures);
                done += batch.Count;
                context.Progress(done, prompts.Count, "pictures");
            }
        }

        folder.CopyTo(context.Output(Pictures), context.Output(Manifest), prompts, context);
    }

    private static StableDiffusion Open(Parameters parameters, string original, string unlearned, TorchSharp.torch.Device device)
    {
        var load = parameters.Pipeline.ToLoadOptions(parameters.Generate.Scheduler, device);
        using var parts = UnlearnedPipeline.Open(original, unlearned, load);
        return parts.Load(load);
    }

    /// <summary>What the pictures of a model depend on. The pipeline's files count whole, so that another model under the same path is told, and so does how they are computed.</summary>
    private static string ModelKey(Parameters parameters, IReadOnlyList<string> edit, string pipeline)
    {
        var of = edit.Count == 0 ? "original" : string.Join(' ', edit.SelectMany(LoadedPipelines.FilesOf).Select(ContentOf));
        var contents = LoadedPipelines.FilesOf(pipeline).Select(f => $"{Path.GetFileName(f)} {ContentOf(f)}");
        var text = string.Join('\n', [$"version {Version}", CanonicalJson.Write(parameters), of, .. contents]);
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    private static string ContentOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
