using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Models.Vlm;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Vlm.Stages;

/// <summary>Writes an unlearned LLaVA for other tools: the change alone, and Hugging Face's folder, of which the store keeps unchanged shards once for all concepts.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="llava">The LLaVA.</param>
/// <param name="forget">The changes.</param>
/// <param name="metricsOf">The measures of a concept's model: what they refute is not exported.</param>
internal sealed class ExportStage(VlmExperiment experiment, StepGraph graph, LlavaSource llava, ForgetStage forget, Func<Concept, StepOutput> metricsOf)
{
    private const string Update = "update.safetensors", Search = "search.json", Metrics = "metrics.json", Patch = "patch.safetensors", Folder = "folder";

    private sealed record Parameters(IReadOnlyList<string> Forms);

    /// <summary>A step for each concept, where the config asks for some form.</summary>
    public IEnumerable<Step> Steps => experiment.Options.Export.Count == 0 ? [] : experiment.Concepts.Select(For);

    private Step For(Concept concept) => graph.Once(StageNames.Export, concept.FileName, () =>
    {
        var forms = experiment.Options.Export.Distinct().Order().ToList();
        var outputs = forms.Select(form => form == LlavaForm.Patch
            ? new OutputSpec(Patch) { PublishAs = $"exports/{concept.FileName}.patch.safetensors", PublishWhen = IsThere(Patch) }
            : new OutputSpec(Folder, ArtifactKind.Folder) { PublishAs = $"exports/{concept.FileName}", PublishWhen = IsThere(Folder) });
        return new Step
        {
            Stage = StageNames.Export,
            Subject = concept.FileName,
            Version = 1,
            Parameters = new Parameters([.. forms.Select(form => form.ToString())]),
            ParametersPath = "export",
            Inputs = new Dictionary<string, ArtifactSource>(llava.Inputs) { [Update] = forget.For(concept).Output(ForgetStage.Update), [Search] = forget.For(concept).Output(ForgetStage.Report), [Metrics] = metricsOf(concept) },
            Outputs = [.. outputs],
            Run = context => Task.Run(() => Export(forms, concept, context)),
        };
    });

    // Of what is not forgotten nothing is written that a user could take for a model that has.
    private static Func<Func<string, string>, bool> IsThere(string output) =>
        pathOf => Directory.Exists(pathOf(output)) ? Directory.EnumerateFileSystemEntries(pathOf(output)).Any() : new FileInfo(pathOf(output)).Length > 0;

    private void Export(IReadOnlyList<LlavaForm> forms, Concept concept, IStepContext context)
    {
        var forgotten = SearchReport.Load(context.Input(Search)).Forgotten && ModelMetrics.Load(context.Input(Metrics)).AreForgotten;
        if (!forgotten) context.Warn($"'{concept.Name}' is not forgotten; nothing is exported for it");
        using var update = UpdateFile.Load(context.Input(Update));
        var folder = llava.In(context);
        foreach (var form in forms)
        {
            if (form == LlavaForm.Patch && !forgotten) File.WriteAllBytes(context.Output(Patch), []);
            else if (form == LlavaForm.Patch) LlavaExport.WritePatch(folder, context.Output(Patch), update.Changes);
            else if (forgotten) context.Log($"new: {string.Join(", ", LlavaExport.WriteFolder(folder, context.Output(Folder), update.Changes))}; all other files are the original's");
        }
    }
}
