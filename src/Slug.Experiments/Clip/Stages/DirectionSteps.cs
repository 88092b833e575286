using Slug.Data.WebDataset;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Models.Devices;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Moments;
using Slug.Unlearning.Whitening;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// The steps of the ComputeGrads stage that whiten a concept's gradient. The second moments are those of the retain set, made once for all concepts; what the
/// concept's own pairs among it contributed is computed again and taken off, so that what is forgotten does not count as kept.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="tars">Its sets.</param>
/// <param name="pretrain">Its original model.</param>
/// <param name="grads">Its gradients.</param>
internal sealed class DirectionSteps(ClipExperiment experiment, StepGraph graph, CreateTarsStage tars, PretrainStage pretrain, ComputeGradsStage grads)
{
    /// <summary>Output of the retain set's step: the second moments of the layers' inputs.</summary>
    public const string Moments = "moments.safetensors";

    private const string Forget = "forget.safetensors", Model = "model.safetensors";

    private sealed record Parameters(
        ClipConfig Model, string Direction, double Damping, string Concept, CaptionMatchMode Match, MomentParameters Moments, int Batch, long? CropSeed);

    /// <summary>The step that whitens a concept's gradient.</summary>
    public Step For(Concept concept) => graph.Once(StageNames.ComputeGrads, grads.SubjectOf($"direction-{concept.FileName}"), () =>
    {
        var options = experiment.Options;
        var parameters = new Parameters(
            experiment.Model, "whitened", options.Unlearn.Damping ?? UnlearnOptions.DefaultDamping, concept.Name, tars.Sets.Match, MomentParameters.Of(options), options.Grads.Batch,
            options.Grads.RetainCrops ? options.Seed : null);
        return new Step
        {
            Stage = StageNames.ComputeGrads,
            Subject = grads.SubjectOf($"direction-{concept.FileName}"),
            Version = 1,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [Model] = pretrain.Original,
                [Forget] = grads.ForgetFor(concept).Output(ComputeGradsStage.Gradients),
                [Moments] = grads.Retained.Output(Moments),
                [CreateTarsStage.Retain] = tars.RetainSet,
                [TokenizerSource.Input] = pretrain.Tokenizer,
            },
            Outputs = [new OutputSpec(ComputeGradsStage.Gradients)],
            Run = context => Task.Run(() => Whiten(parameters, context)),
        };
    });

    private void Whiten(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        using var loan = graph.Resources.Of(() => new LoadedModels()).Rent(parameters.Model, context.Input(Model), device);
        using var gradient = GradientSet.Load(context.Input(Forget), device);
        // Only what this concept's candidates need: at full size all moments together are gigabytes.
        var wanted = gradient.Names.Select(name => loan.Model.Layers[name].Parameter).ToHashSet(StringComparer.Ordinal);
        using var moments = SecondMoments.Load(context.Input(Moments), wanted.Contains, device);
        LeaveOutOwn(parameters, loan.Model, moments, context);
        using var direction = WhitenedDirection.Of(gradient, loan.Model, moments, parameters.Damping);
        direction.Save(context.Output(ComputeGradsStage.Gradients));
        loan.Keep();
    }

    private void LeaveOutOwn(Parameters parameters, ClipModel model, SecondMoments moments, IStepContext context)
    {
        var tar = context.Input(CreateTarsStage.Retain);
        var matcher = new CaptionMatcher(parameters.Concept, parameters.Match);
        var names = TarShardReader.Read([tar]).Select(sample => matcher.Matches(sample.Caption)).ToList();
        var own = Enumerable.Range(0, names.Count).Where(place => names[place] && parameters.Moments.Counts(place, names.Count)).ToHashSet();
        context.Log($"{own.Count} of {names.Count} retain pairs name '{parameters.Concept}' and are left out of the second moments");
        if (own.Count == 0) return;
        using var gathering = new MomentGathering(model, moments.Contains);
        using var noGrad = no_grad();
        var device = model.LogitScale.device;
        foreach (var batch in ComputeGradsStage.ReadPairs(context, tar, parameters.Model, parameters.Batch, parameters.CropSeed, graph.Resources.Pictures, device, own.Contains))
        {
            using var owned = batch;
            using var scope = NewDisposeScope();
            var tokens = TextTower.CutToLongest(batch.Tokens, parameters.Model.Text.EndOfText);
            gathering.Expect(tokens);
            model.EncodeImage(Accelerator.Send(batch.Images, device));
            model.EncodeText(Accelerator.Send(tokens, device));
        }

        using var sums = gathering.Take();
        moments.Subtract(sums);
    }
}
