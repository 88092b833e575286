using Slug.Data.Emoji;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Inputs;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Pipeline.Stages;
using TorchSharp;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>Sharpens the trained CLIP's sense of styles, by the words that the grid has for them; the other training styles keep theirs.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="grid">Its drawings.</param>
/// <param name="tokenizer">The tokenizer.</param>
internal sealed class StyleTuningStep(DiffusionExperiment experiment, StepGraph graph, GridSource grid, ArtifactSource tokenizer)
{
    private const string Model = "model.safetensors", Trained = "trained.safetensors", Subject = "styles";

    private sealed record Parameters(ClipConfig Model, StyleTuningOptions Styles, GridOptions Grid, long Seed);

    /// <summary>The step over a trained CLIP.</summary>
    public Step For(StepOutput trained) => graph.Once(StageNames.Pretrain, Subject, () =>
    {
        var parameters = new Parameters(experiment.Clip.Model, experiment.Options.Styles!, experiment.Options.Grid!.Trained, experiment.Options.Seed);
        return new Step
        {
            Stage = StageNames.Pretrain,
            Subject = Subject,
            // 2: two halves of a batch at the same time.
            Version = 2,
            Parameters = parameters,
            ParametersPath = "styles",
            Inputs = new Dictionary<string, ArtifactSource> { [Trained] = trained, [GridSource.Drawings] = grid.Step.Output(GridSource.Drawings), [TokenizerSource.Input] = tokenizer },
            Outputs = [new OutputSpec(Model)],
            Run = context => Task.Run(() => Tune(parameters, experiment, context)),
        };
    });

    private static void Tune(Parameters parameters, DiffusionExperiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, parameters.Seed, context);
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        var drawings = GridDrawings.Read(context.Input(GridSource.Drawings));
        var (names, vendors) = (drawings.Select(d => d.Info.Name).Distinct().ToList(), drawings.Select(d => d.Info.Vendor).Distinct().ToList());
        var words = parameters.Grid.Styles.ToDictionary(s => s.Value, s => s.Key);
        var captions = names.Select(name => vendors.Select(vendor => Enumerable.Range(0, StyleCaptions.Kinds)
            .Select(kind => Ids(StyleCaptions.Of(parameters.Grid, name, words.GetValueOrDefault(vendor, vendor), kind))).ToArray()).ToArray()).ToArray();
        using var scope = torch.NewDisposeScope();
        var images = RgbTensors.Of([.. drawings.Select(d => d.Picture)]).to(device);
        using var model = ClipModel.Load(parameters.Model, context.Input(Trained));
        model.to(device);
        StyleTuning.Train(
            model,
            images,
            [.. drawings.Select(d => new StyledPicture(names.IndexOf(d.Info.Name), vendors.IndexOf(d.Info.Vendor)))],
            (picture, square, random) => captions[picture.Name][picture.Style][StyleCaptions.KindOf(random.NextDouble(), both: square)],
            captions.SelectMany(c => c).SelectMany(c => c),
            parameters.Styles,
            (ulong)parameters.Seed,
            (done, total, loss) =>
            {
                context.Progress(done, total, "batches");
                if (done % 200 == 0 || done == total) context.Log(FormattableString.Invariant($"batch {done} of {total}: loss {loss:F3}"));
            },
            context.Cancellation);
        ClipLayouts.Save(model, context.Output(Model), parameters.Styles.Layout, new Dictionary<string, string> { ["format"] = "pt" });

        long[] Ids(string caption) => tokenizer.EncodePadded(caption, parameters.Model.Text.ContextLength) is var ids ? ids[..(Array.IndexOf(ids, ids.Max()) + 1)] : [];
    }
}
