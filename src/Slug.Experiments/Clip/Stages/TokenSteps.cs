using Slug.Data;
using Slug.Data.WebDataset;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Objectives;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// The steps of the ComputeGrads stage that take a concept's gradient of the token objective: of a forget set they read the captions alone, and put the names of
/// the other classes, or a neutral word, in the concept's place.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="tars">Its sets.</param>
/// <param name="pretrain">Its original model.</param>
/// <param name="grads">Its gradients.</param>
internal sealed class TokenSteps(ClipExperiment experiment, StepGraph graph, CreateTarsStage tars, PretrainStage pretrain, ComputeGradsStage grads)
{
    private const string Model = "model.safetensors";

    private sealed record Parameters(ClipConfig Model, string Objective, string Concept, TokenOptions Tokens, int Batch, IReadOnlyList<string> Stored)
    {
        /// <summary>The names that may stand in the concept's place; null where all other classes may.</summary>
        [OmittedWhenNull]
        public IReadOnlyList<string>? Rivals { get; init; }
    }

    /// <summary>The step that takes a concept's gradient.</summary>
    public Step For(Concept concept) => graph.Once(StageNames.ComputeGrads, grads.SubjectOf($"forget-{concept.FileName}"), () =>
    {
        var options = experiment.Options;
        var parameters = new Parameters(
            experiment.Model, TokenObjective.Name, concept.Name, options.Unlearn.Tokens ?? new TokenOptions(), options.Grads.Batch, ComputeGradsStage.Stored(options))
        {
            Rivals = tars.Sets.Rivals?.Invoke(concept),
        };
        return new Step
        {
            Stage = StageNames.ComputeGrads,
            Subject = grads.SubjectOf($"forget-{concept.FileName}"),
            Version = 1,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [Model] = pretrain.Original,
                [CreateTarsStage.Forget] = tars.ForgetSetOf(concept),
                [CreateTarsStage.Classes] = tars.Sets.Classes,
                [TokenizerSource.Input] = pretrain.Tokenizer,
                [ComputeGradsStage.Retain] = grads.Retained.Output(ComputeGradsStage.Gradients),
            },
            Outputs = [new OutputSpec(ComputeGradsStage.Gradients), new OutputSpec(ComputeGradsStage.Layers)],
            Run = context => Task.Run(() => Compute(parameters, context)),
        };
    });

    private void Compute(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        using var loan = graph.Resources.Of(() => new LoadedModels()).Rent(parameters.Model, context.Input(Model), device);
        using var retain = GradientSet.Load(context.Input(ComputeGradsStage.Retain), device);
        using var whole = Captions(parameters, context);
        using var captions = whole.CutToLongest(device);
        var only = parameters.Stored.Contains(ComputeGradsStage.Everything) ? null : ComputeGradsStage.Candidates(loan.Model);
        using var forget = TokenGradient.Compute(loan.Model.TextTower, loan.Model.Layers, captions, batch: parameters.Batch, only: only, cancellation: context.Cancellation);
        context.Log(FormattableString.Invariant(
            $"mean {forget.Loss} {forget.MeanLoss:F4} over {captions.Tokens.shape[0]} captions, each with {captions.Others.shape[1]} other names in the concept's place"));
        var table = LayerTable.Score(loan.Model.Layers, forget, retain);
        LayerTableFile.Save(context.Output(ComputeGradsStage.Layers), table);
        forget.Save(context.Output(ComputeGradsStage.Gradients), ComputeGradsStage.Chosen(parameters.Stored, table));
        loan.Keep();
    }

    private static TokenCaptions Captions(Parameters parameters, IStepContext context)
    {
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        var distinct = TarShardReader.Read([context.Input(CreateTarsStage.Forget)]).Select(sample => sample.Caption).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(caption => NamedCaption.Of(caption, parameters.Concept)).OfType<NamedCaption>().ToList();
        if (distinct.Count == 0)
        {
            throw new InvalidDataException(
                $"In no caption of the forget set does '{parameters.Concept}' stand by itself, so that no other name fits in its place; set unlearn.objective to cosine.");
        }

        var length = parameters.Model.Text.ContextLength;
        var whole = distinct.FindAll(caption => TokenCaptions.Reaches(tokenizer, parameters.Concept, caption, length));
        if (whole.Count < distinct.Count)
            context.Log($"{distinct.Count - whole.Count} of {distinct.Count} captions are cut at {length} tokens, before '{parameters.Concept}', and are left out");
        if (whole.Count == 0)
            throw new InvalidDataException($"All captions of the forget set are cut at {length} tokens, before '{parameters.Concept}'; set unlearn.objective to cosine.");

        IReadOnlyList<string> others = parameters.Tokens.Neutral is { } neutral
            ? [neutral]
            : Spread(
                [.. (parameters.Rivals ?? ClassList.Load(context.Input(CreateTarsStage.Classes)).Names).Where(name => !string.Equals(name, parameters.Concept, StringComparison.OrdinalIgnoreCase))],
                parameters.Tokens.Others);
        return TokenCaptions.Create(tokenizer, parameters.Concept, Spread(whole, parameters.Tokens.Captions), others, length);
    }

    /// <summary>As many as are wanted, spread evenly.</summary>
    private static IReadOnlyList<T> Spread<T>(IReadOnlyList<T> all, int wanted) =>
        all.Count <= wanted ? all : [.. Enumerable.Range(0, wanted).Select(i => all[(int)((long)i * all.Count / wanted)])];
}
