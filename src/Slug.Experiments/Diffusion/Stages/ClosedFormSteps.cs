using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Checkpoints;
using Slug.Models.Diffusion;
using Slug.Pipeline.Stages;
using Slug.Unlearning.ClosedForm;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>The steps of the Unlearn stage that edit the network's attention to the prompt in closed form: UCE and RECE.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="pipeline">Its pipeline.</param>
internal sealed class ClosedFormSteps(DiffusionExperiment experiment, StepGraph graph, PipelineStage pipeline)
{
    private const string Edit = "edit.safetensors", Pipeline = "pipeline";

    private sealed record Parameters(
        string Concept, string Domain, IReadOnlyDictionary<string, IReadOnlyList<string>> Labels, IReadOnlyList<string> Prompts, EditingOptions Method, PipelineOptions Pipeline);

    /// <summary>A step for each method and concept.</summary>
    public IEnumerable<Step> Steps => All.Select(a => For(a.Row, a.Concept));

    /// <summary>A trial for each method and concept.</summary>
    public IEnumerable<Trial> Trials => All.Select(a => new Trial
    {
        Name = $"{a.Row.Method}-{a.Concept.FileName}",
        Series = a.Row.Method,
        Kind = TrialKind.Comparison,
        Method = a.Row.Method,
        Concepts = [a.Concept],
        Model = For(a.Row, a.Concept).Output(Edit),
        Reads = new Dictionary<string, StepOutput> { [Edit] = For(a.Row, a.Concept).Output(Edit) },
        Timed = [Edit],
        Facts = file => new TrialFacts { StoredBytes = new FileInfo(file(Edit)).Length },
    });

    private IEnumerable<(EditingOptions Row, Concept Concept)> All => experiment.Options.Compare.Where(row => row.IsClosedForm).SelectMany(row => experiment.Concepts.Select(concept => (row, concept)));

    private Step For(EditingOptions row, Concept concept) => graph.Once(StageNames.Unlearn, $"{row.Method}-{concept.FileName}", () =>
    {
        var options = experiment.Options;
        var parameters = new Parameters(concept.Name, experiment.DomainOf(concept.Name), experiment.Labels, Templates(experiment, concept.Name), row, (options.Pipeline ?? new PipelineOptions()).ForKey());
        return new Step
        {
            Stage = StageNames.Unlearn,
            Subject = $"{row.Method}-{concept.FileName}",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "compare",
            Inputs = new Dictionary<string, ArtifactSource> { [Pipeline] = pipeline.Source },
            Outputs = [new OutputSpec(Edit)],
            Run = context => Task.Run(() => Unlearn(parameters, context)),
        };
    });

    /// <summary>What is erased and kept as prompts of a label alone: the grid's captions, or the label itself.</summary>
    private static IReadOnlyList<string> Templates(DiffusionExperiment experiment, string concept) => experiment.Options.Grid is { } grid
        ? [experiment.DomainOf(concept) == GridOptions.StyleDomain ? grid.StyleCaption.Replace("{style}", "{name}", StringComparison.Ordinal) : grid.ObjectCaption.Replace("{object}", "{name}", StringComparison.Ordinal)]
        : experiment.Options.Canvas is null ? ["{name}"] : [experiment.DomainOf(concept) == GridOptions.StyleDomain ? "An image in {name} style" : "A {name} image"];

    private void Unlearn(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var model = LoadedPipelines.Get(graph.Resources, context.Input(Pipeline), parameters.Pipeline, experiment.Options.Generate.Scheduler, device);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var template = parameters.Prompts[0];
        var others = parameters.Labels[parameters.Domain].Where(l => l != parameters.Concept).ToList();
        var erased = Encode(model, Filled(template, parameters.Concept), device);
        var retained = others.Select(other => Encode(model, Filled(template, other), device)).ToList();
        var guide = parameters.Method.Guide is { } prompt ? Encode(model, prompt, device) : (Mean([.. retained.Select(r => r.Vectors)]), erased.Last);
        using var rows = PromptRows.Of([(erased, guide)], [.. retained.Select(r => r.Vectors)]);
        var options = new ClosedFormOptions { Erase = parameters.Method.Erase, Stay = parameters.Method.Stay, Preserve = parameters.Method.Preserve };
        // Copies: the pipeline keeps its weights for the next step.
        var projections = model.UNet.PromptProjections;
        var matrices = projections.Select(p => p.Layer.weight!.detach().clone()).ToList();
        if (parameters.Method.Method == EditingOptions.Rece) ReliableConceptErasing.Apply(matrices, rows, options);
        else UnifiedConceptEditing.Apply(matrices, rows, options);
        SafetensorsWriter.Write(context.Output(Edit), projections.Zip(matrices, (p, m) => KeyValuePair.Create(PipelineEdit.Network + p.Name, m)), new Dictionary<string, string> { ["format"] = "pt" });
        context.Log($"{matrices.Count} matrices edited, {others.Count} prompts retained");
    }

    private static string Filled(string template, string label) => template.Replace("{name}", label.Replace('_', ' '), StringComparison.Ordinal);

    private static Tensor Mean(IReadOnlyList<Tensor> vectors) => stack([.. vectors], 0).mean([0]);

    /// <summary>A prompt's vectors <c>[tokens, width]</c> with the place of its last real token.</summary>
    private static (Tensor Vectors, int Last) Encode(StableDiffusion model, string prompt, Device device)
    {
        using var ids = model.Tokenizer!.Encode([prompt]);
        var end = Array.IndexOf(ids.Ids.data<long>().ToArray(), model.Tokenizer.Tokenizer.EndOfText);
        return (model.Encoder.Encode(ids.Ids.to(device)).squeeze(0), Math.Max(1, end - 1));
    }
}
