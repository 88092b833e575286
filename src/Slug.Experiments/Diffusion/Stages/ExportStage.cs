using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Exports;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Exports;
using Slug.Models.Diffusion.Loading;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>Writes pipelines whose text encoder has forgotten in the forms of other programs: whole ones, and the change alone.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="pipeline">Its pipeline.</param>
/// <param name="metricsOf">The measures of a trial: what they refute is not exported.</param>
internal sealed class ExportStage(DiffusionExperiment experiment, StepGraph graph, PipelineStage pipeline, Func<Trial, StepOutput> metricsOf)
{
    private const string Update = "update.safetensors", Search = "search.json", Metrics = "metrics.json", Pipeline = "pipeline", Folder = "folder", SingleFile = "single-file", Errors = "errors.json";

    private sealed record Parameters(IReadOnlyList<string> Forms, IReadOnlyList<int> Ranks, PipelineOptions Pipeline, string BaseModel);

    /// <summary>A step for each model of SLUG's, where the config asks for some form.</summary>
    public IEnumerable<Step> Steps(IEnumerable<ForgetStage> stages) =>
        experiment.Options.Export.Count == 0 ? [] : stages.SelectMany(stage => experiment.Concepts.Zip(stage.Trials, (concept, trial) => For(stage, concept, trial)));

    private Step For(ForgetStage stage, Concept concept, Trial trial)
    {
        var name = stage.Named(concept);
        return graph.Once(StageNames.Export, name, () =>
        {
            var options = experiment.Options;
            var forms = options.Export.Distinct().Order().ToList();
            var patches = PatchFiles.Of(forms.Where(IsPatch).Select(PatchOf), options.ExportRanks);
            var parameters = new Parameters([.. forms.Select(form => form.ToString())], [.. options.ExportRanks.Distinct().Order()], (options.Pipeline ?? new PipelineOptions()).ForKey(), options.Model.Checkpoint ?? options.Experiment);
            return new Step
            {
                Stage = StageNames.Export,
                Subject = name,
                Version = 1,
                Parameters = parameters,
                ParametersPath = "export",
                Inputs = new Dictionary<string, ArtifactSource>
                {
                    [Pipeline] = pipeline.Source,
                    [Update] = stage.For(concept).Output(ForgetStage.Update),
                    [Search] = stage.For(concept).Output(ForgetStage.Report),
                    [Metrics] = metricsOf(trial),
                },
                Outputs =
                [
                    .. forms.Contains(PipelineForm.Folder) ? new[] { new OutputSpec(Folder, ArtifactKind.Folder) { PublishAs = $"exports/{name}", PublishWhen = PatchFiles.IsThere(Folder) } } : [],
                    .. forms.Contains(PipelineForm.SingleFile) ? new[] { new OutputSpec(SingleFile) { PublishAs = $"exports/{name}.safetensors", PublishWhen = PatchFiles.IsThere(SingleFile) } } : [],
                    .. PatchFiles.Outputs(patches, name),
                    new OutputSpec(Errors) { PublishAs = $"exports/{name}.errors.json", PublishWhen = PatchFiles.IsThere(Errors) },
                ],
                Run = context => Task.Run(() => Export(parameters, forms, patches, concept, context)),
            };
        });
    }

    private static bool IsPatch(PipelineForm form) => form is not (PipelineForm.Folder or PipelineForm.SingleFile);

    private static PatchForm PatchOf(PipelineForm form) => form switch
    {
        PipelineForm.Diff => PatchForm.Diff,
        PipelineForm.Kohya => PatchForm.Kohya,
        PipelineForm.Lora => PatchForm.Lora,
        _ => PatchForm.Peft,
    };

    private void Export(Parameters parameters, IReadOnlyList<PipelineForm> forms, IReadOnlyList<PatchFile> patches, Concept concept, IStepContext context)
    {
        var forgotten = SearchReport.Load(context.Input(Search)).Forgotten && ModelMetrics.Load(context.Input(Metrics)).AreForgotten;
        if (!forgotten)
        {
            context.Warn($"'{concept.Name}' is not forgotten; nothing is exported for it");
            foreach (var file in patches.Where(p => !p.IsFolder).Select(p => p.Name).Append(Errors).Concat(forms.Contains(PipelineForm.SingleFile) ? [SingleFile] : [])) File.WriteAllBytes(context.Output(file), []);
            return;
        }

        using var scope = NewDisposeScope();
        using var update = UpdateFile.Load(context.Input(Update));
        var changes = ClipChanges.OfUpdate(update.Changes);
        var source = context.Input(Pipeline);
        var load = parameters.Pipeline.ToLoadOptions(experiment.Options.Generate.Scheduler, CPU);
        if (forms.Contains(PipelineForm.Folder)) PipelineExport.WriteFolder(source, context.Output(Folder), changes, load);
        if (forms.Contains(PipelineForm.SingleFile)) PipelineExport.WriteSingleFile(source, context.Output(SingleFile), changes, load);
        PatchExport.Write(patches, changes, IsFused(source, load), parameters.BaseModel, context, Errors);
    }

    // Stable Diffusion 2's program stacks queries, keys and values.
    private static bool IsFused(string source, LoadOptions load)
    {
        using var parts = PipelineParts.Open(source, load);
        return parts.UNetConfig.LinearProjection;
    }
}
