using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Exports;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Clip;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Stages;

/// <summary>Writes the change that makes a CLIP forget in the forms of other programs; the whole model is what Unlearn publishes, in the layout that it came in.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="slug">The changes.</param>
/// <param name="metricsOf">The measures of a trial: what they refute is not exported.</param>
internal sealed class ClipExportStage(ClipExperiment experiment, StepGraph graph, UnlearnStage slug, Func<Trial, StepOutput> metricsOf)
{
    private const string Update = "update.safetensors", Search = "search.json", Metrics = "metrics.json", Errors = "errors.json";

    private sealed record Parameters(IReadOnlyList<string> Forms, IReadOnlyList<int> Ranks, string BaseModel);

    /// <summary>A step for each concept, where the config asks for some form.</summary>
    public IEnumerable<Step> Steps => experiment.Options.Export.Count == 0 ? [] : experiment.Concepts.Zip(slug.Trials, For);

    private Step For(Concept concept, Trial trial) => graph.Once(StageNames.Export, concept.FileName, () =>
    {
        var options = experiment.Options;
        var files = PatchFiles.Of(options.Export, options.ExportRanks);
        var parameters = new Parameters([.. options.Export.Distinct().Order().Select(form => form.ToString())], [.. options.ExportRanks.Distinct().Order()], options.Model.Checkpoint ?? options.Experiment);
        return new Step
        {
            Stage = StageNames.Export,
            Subject = concept.FileName,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "export",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [Update] = slug.For(concept).Output(UnlearnStage.Update),
                [Search] = slug.For(concept).Output(UnlearnStage.Report),
                [Metrics] = metricsOf(trial),
            },
            Outputs = [.. PatchFiles.Outputs(files, concept.FileName), new OutputSpec(Errors) { PublishAs = $"exports/{concept.FileName}.errors.json", PublishWhen = PatchFiles.IsThere(Errors) }],
            Run = context => Task.Run(() => Export(parameters, files, concept, context)),
        };
    });

    private static void Export(Parameters parameters, IReadOnlyList<PatchFile> files, Concept concept, IStepContext context)
    {
        if (!SearchReport.Load(context.Input(Search)).Forgotten || !ModelMetrics.Load(context.Input(Metrics)).AreForgotten)
        {
            context.Warn($"'{concept.Name}' is not forgotten; nothing is exported for it");
            foreach (var file in files.Where(f => !f.IsFolder).Select(f => f.Name).Append(Errors)) File.WriteAllBytes(context.Output(file), []);
            return;
        }

        using var scope = NewDisposeScope();
        using var update = UpdateFile.Load(context.Input(Update));
        // No program that reads patches of a CLIP alone stacks its projections.
        PatchExport.Write(files, ClipChanges.OfUpdate(update.Changes), fused: false, parameters.BaseModel, context, Errors);
    }
}
