using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Judging;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>
/// What judge and networks see in a model's pictures, whatever it is measured on: the original's is made once, and shared by all requests. Pictures are read a few at a
/// time, for an answer set of 5,100 is more than memory should hold.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="pretrain">Its CLIP, before unlearning.</param>
/// <param name="judge">Its judge.</param>
/// <param name="generate">Its pictures.</param>
/// <param name="real">The data set's own pictures; null where no distance from them is measured.</param>
internal sealed class PictureFeaturesSteps(DiffusionExperiment experiment, StepGraph graph, PretrainStage pretrain, JudgeStage judge, GenerateStage generate, RealPicturesStep? real)
{
    /// <summary>Output: <c>clip</c> <c>[pictures, embed]</c>, <c>scores</c> <c>[pictures]</c>, the cosines with their prompts, and <c>inception</c> <c>[pictures, 2048]</c>.</summary>
    public const string Features = "features.safetensors";

    /// <summary>Output: what each picture was to show, and what the judge calls it.</summary>
    public const string Seen = "seen.json";

    private const string Pictures = "pictures", Manifest = "manifest.jsonl", Clip = "clip.safetensors";

    private sealed record Parameters(IReadOnlyDictionary<string, IReadOnlyList<string>> Labels, JudgeOptions Judge, ClipConfig Model, [property: OmittedWhenNull] FidNetwork? Fid);

    /// <summary>The step of a trial's pictures.</summary>
    public Step For(Trial trial) => graph.Once(StageNames.Evaluate, $"seen-{trial.Name}", () =>
    {
        var parameters = new Parameters(experiment.Labels, experiment.Options.Judge.ForKey(), experiment.Clip.Model, real?.Options.Network);
        var inputs = new Dictionary<string, ArtifactSource>(judge.Inputs)
        {
            [Pictures] = generate.For(trial).Output(GenerateStage.Pictures),
            [Manifest] = generate.For(trial).Output(GenerateStage.Manifest),
            [Clip] = pretrain.Original,
            [TokenizerSource.Input] = pretrain.Tokenizer,
        };
        if (real is not null) inputs[RealPicturesStep.Network] = real.Inception;
        return new Step
        {
            Stage = StageNames.Evaluate,
            Subject = $"seen-{trial.Name}",
            Version = 1,
            Parameters = parameters,
            Inputs = inputs,
            Outputs = [new OutputSpec(Features), new OutputSpec(Seen)],
            Run = context => Task.Run(() => Look(parameters, context)),
        };
    });

    private void Look(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var manifest = PictureManifest.Load(context.Input(Pictures), context.Input(Manifest));
        using var judged = judge.Open(context, device);
        using var clip = ClipModel.Load(parameters.Model, context.Input(Clip));
        clip.to(device);
        using var inception = real?.Load(context, device);
        var said = parameters.Labels.Keys.ToDictionary(domain => domain, _ => new List<string>(), StringComparer.Ordinal);
        var (features, deep) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (start, count) in PictureJudge.Batches(manifest.Pictures.Count))
        {
            using var pictures = manifest.Load((int)start, (int)count, context.Cancellation);
            foreach (var (domain, labels) in said) labels.AddRange(judged.Label(domain, pictures, context.Cancellation));
            features.Add(PictureFeatures.Of(clip, pictures, context.Cancellation));
            if (inception is not null) deep.Add(InceptionFeatures.Of(inception, pictures, device, real!.Options.BatchSize, context.Cancellation));
            context.Progress(start + count, manifest.Pictures.Count, "pictures");
        }

        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        var texts = FeatureEncoding.EncodeCaptions(
            clip.TextTower, tokenizer.Tokenize([.. manifest.Pictures.Select(p => p.Prompt)], parameters.Model.Text.ContextLength), device, context.Cancellation);
        var all = cat(features, 0);
        var tensors = new List<KeyValuePair<string, Tensor>> { KeyValuePair.Create("clip", all.cpu()), KeyValuePair.Create("scores", all.mul(texts).sum(1).cpu()) };
        if (deep.Count > 0) tensors.Add(KeyValuePair.Create(RealPicturesStep.Network, cat(deep, 0)));
        SafetensorsWriter.Write(context.Output(Features), tensors, new Dictionary<string, string>());
        new SeenPictures([.. manifest.Pictures.Select((p, i) => new SeenPicture(p.File, p.Seed, p.Labels, said.ToDictionary(s => s.Key, s => s.Value[i])))]).Save(context.Output(Seen));
    }
}

/// <summary>A picture with what it was to show and what it was taken for, a label a domain.</summary>
internal sealed record SeenPicture(string File, long Seed, IReadOnlyDictionary<string, string> Asked, IReadOnlyDictionary<string, string> Said);

/// <summary>The pictures of a model, in the order of their manifest.</summary>
internal sealed record SeenPictures(IReadOnlyList<SeenPicture> All)
{
    /// <summary>Writes them.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, SeenJson.Default.SeenPictures));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static SeenPictures Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), SeenJson.Default.SeenPictures)!;
}

[JsonSourceGenerationOptions(WriteIndented = false, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SeenPictures))]
internal sealed partial class SeenJson : JsonSerializerContext;
