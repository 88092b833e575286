using System.Globalization;
using System.Text.Json;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Checkpoints;
using Slug.Models.Diffusion.Patching;
using Slug.Pipeline.Stages;
using TorchSharp;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>
/// Pipelines that somebody else has unlearned, as they are published (a folder of diffusers, a single file, a <c>.diff</c> patch, LoRA): each is measured like a model of
/// this experiment. Its step opens it and tells everything that does not fit, before a picture is made.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="pipeline">The pipeline that was unlearned.</param>
internal sealed class UnlearnedSteps(DiffusionExperiment experiment, StepGraph graph, PipelineStage pipeline)
{
    private const string Opened = "opened.json", Pipeline = "pipeline", Unlearned = "unlearned";

    private sealed record Parameters(PipelineOptions Pipeline);

    /// <summary>A step for each.</summary>
    public IEnumerable<Step> Steps => experiment.UnlearnedPaths.Keys.Select(For);

    /// <summary>A trial for each, measured on every concept.</summary>
    public IEnumerable<Trial> Trials => experiment.UnlearnedPaths.Keys.Select(name => new Trial
    {
        Name = SubjectOf(name),
        Series = SubjectOf(name),
        Kind = TrialKind.Comparison,
        Method = "unlearned",
        Setting = name,
        Concepts = experiment.Concepts,
        Model = For(name).Output(Opened),
    });

    /// <summary>Where a trial's pipeline is; null where the trial is none of these.</summary>
    public string? PathOf(Trial trial) => experiment.UnlearnedPaths.Where(u => SubjectOf(u.Key) == trial.Name).Select(u => u.Value).FirstOrDefault();

    private static string SubjectOf(string name) => $"unlearned-{new Concept(name).FileName}";

    private Step For(string name) => graph.Once(StageNames.Unlearn, SubjectOf(name), () =>
    {
        var parameters = new Parameters((experiment.Options.Pipeline ?? new PipelineOptions()).ForKey());
        return new Step
        {
            Stage = StageNames.Unlearn,
            Subject = SubjectOf(name),
            // 2: numbers are looked through; the strength of a LoRA that a config states is read otherwise, and its pictures are made again.
            Version = 2,
            Parameters = parameters,
            ParametersPath = "pipeline",
            Inputs = new Dictionary<string, ArtifactSource> { [Pipeline] = pipeline.Source, [Unlearned] = new SourcePath(experiment.UnlearnedPaths[name]) },
            Outputs = [new OutputSpec(Opened)],
            Run = context => Task.Run(() => Open(parameters, context)),
        };
    });

    private void Open(Parameters parameters, IStepContext context)
    {
        TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        using var parts = UnlearnedPipeline.Open(context.Input(Pipeline), context.Input(Unlearned), parameters.Pipeline.ToLoadOptions(experiment.Options.Generate.Scheduler, torch.CPU));
        // With what a patch makes of them. The original's pictures may come before this model's, and need not be made for one that is none.
        foreach (var part in new[] { parts.Text, parts.UNet }) FiniteWeights.Require(part, context.Cancellation);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["text encoder"] = parts.Text.Entries.Count, ["unet"] = parts.UNet.Entries.Count, ["vae"] = parts.Vae.Entries.Count };
        File.WriteAllText(context.Output(Opened), parts.LoraConfig is { } config ? JsonSerializer.Serialize(new { tensors = counts, strength = config }) : JsonSerializer.Serialize(counts));
        context.Log(string.Create(CultureInfo.InvariantCulture, $"fits the pipeline: {string.Join(", ", counts.Select(c => $"{c.Key} {c.Value} tensors"))}"));
    }
}
