using Slug.Data;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Vlm.Configuration;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Models.Tokenizers.Llama;
using Slug.Models.Vlm;
using Slug.Models.Vlm.Training;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using TorchSharp;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>
/// The LLaVA: a folder of the user's machine as it is, one that is laid together from downloads, or a small one that is trained around the CLIP's vision tower
/// and written in Hugging Face's layout, so that all are read alike.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="downloads">Its files.</param>
/// <param name="sets">The sets, whose search pictures a small LLaVA is trained on.</param>
/// <param name="pretrain">The CLIP.</param>
internal sealed class LlavaSource(VlmExperiment experiment, StepGraph graph, DownloadStage downloads, DataSets sets, PretrainStage pretrain)
{
    /// <summary>Output: the folder.</summary>
    public const string Folder = "llava";

    private const string Losses = "losses.csv", Clip = "clip.safetensors";

    private sealed record Parameters(ClipConfig Model, LlavaTrainingOptions Training, AugmentationOptions Augmentation, [property: OmittedWhenNull] int? VisionFeatureLayer, [property: OmittedWhenNull] bool? ClassToken, string Prompt, string Question, [property: OmittedWhenNull] string? KindQuestion, [property: OmittedWhenNull] string? YesNoQuestion, long Seed);

    private LlavaOptions Options => experiment.Options.Llava;

    /// <summary>The step that trains it; null where it is there or fetched.</summary>
    public Step? Step => Options.Training is null ? null : graph.Once(StageNames.Pretrain, Folder, Training);

    /// <summary>The model's files, as inputs of a step.</summary>
    public IEnumerable<KeyValuePair<string, ArtifactSource>> Inputs => Options switch
    {
        { Training: not null } => [KeyValuePair.Create<string, ArtifactSource>(Folder, Step!.Output(Folder))],
        { Files: { } files } => files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create($"{Folder}/{f.Key}", downloads.OutputOf(f.Value))),
        _ => [KeyValuePair.Create<string, ArtifactSource>(Folder, new SourcePath(experiment.LlavaPath!))],
    };

    /// <summary>The folder within a step that has <see cref="Inputs"/>: downloads are linked into one, gigabytes are not copied.</summary>
    public string In(IStepContext context)
    {
        if (Options.Files is not { } files) return context.Input(Folder);
        var folder = Path.Combine(context.Scratch, Folder);
        Directory.CreateDirectory(folder);
        foreach (var place in files.Keys)
        {
            var input = context.Input($"{Folder}/{place}");
            if (!Directory.Exists(input)) File.CreateSymbolicLink(Path.Combine(folder, place), input);
            else foreach (var file in Directory.EnumerateFiles(input)) File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(file)), file);
        }

        return folder;
    }

    private Step Training()
    {
        var (options, answers) = (experiment.Options, experiment.Options.Answers);
        var parameters = new Parameters(experiment.Clip.Model, Options.Training!, options.Pretrain.Augmentation, Options.VisionFeatureLayer, Options.ClassToken, answers.Prompt, answers.Question, answers.KindQuestion, answers.YesNoQuestion, options.Seed);
        return new Step
        {
            Stage = StageNames.Pretrain,
            Subject = Folder,
            // 2: the gradient is the sum of two halves of a batch.
            Version = 2,
            Parameters = parameters,
            ParametersPath = "llava.training",
            Inputs = new Dictionary<string, ArtifactSource> { [Clip] = pretrain.Original, [CreateTarsStage.Search] = sets.Search, [CreateTarsStage.Classes] = sets.Classes },
            Outputs = [new OutputSpec(Folder, ArtifactKind.Folder) { PublishAs = "models/original" }, new OutputSpec(Losses)],
            Run = context => Task.Run(() => Train(parameters, context)),
        };
    }

    private void Train(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, parameters.Seed, context);
        var folder = context.Output(Folder);
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        var teacher = new PictureTeacher(classes, parameters.Question, parameters.KindQuestion, parameters.YesNoQuestion);
        var template = new PromptTemplate(parameters.Prompt);
        WordTokenizerFile.Write(folder, [.. teacher.Texts, template.Of(parameters.Question, hasPicture: true)]);
        var tokenizer = LlamaTokenizerFiles.Load(folder);
        using var pictures = CaptionedPictures.Load([context.Input(CreateTarsStage.Search)], context.Cancellation);
        var labels = EvaluationSet.Open(context.Input(CreateTarsStage.Search), classes.Names).Labels;
        // A picture that two names share is asked about under each.
        using var images = pictures.Pictures.index_select(0, torch.tensor(Enumerable.Range(0, pictures.Count).Select(i => (long)pictures.PictureIndex(i)).ToArray()));
        using var model = Create(parameters, tokenizer, context.Input(Clip), device);
        var training = parameters.Training.ToTraining(parameters.Augmentation, parameters.Seed);
        var result = VisualTraining.Train(model, tokenizer, template, images, (picture, random) => teacher.Ask(labels[picture], random), training, Report, context.Cancellation);
        LlavaCheckpoint.Save(model, folder);
        File.WriteAllLines(context.Output(Losses), result.Losses.Select((loss, step) => FormattableString.Invariant($"{step},{loss:R}")).Prepend("step,loss"));
        context.Log($"a decoder of {model.Decoder.parameters().Sum(p => p.numel()):N0} parameters, a vocabulary of {tokenizer.VocabularySize} pieces, {pictures.Count} pictures of {classes.Names.Count} names");

        void Report(PretrainProgress progress)
        {
            context.Progress(progress.Step, progress.Steps, "steps");
            if (progress.Step % (4 * ContrastivePretraining.ReportEvery) == 0 || progress.Step == progress.Steps)
                context.Log(FormattableString.Invariant($"step {progress.Step} of {progress.Steps}: loss {progress.Loss:F3}"));
        }
    }

    private static LlavaModel Create(Parameters parameters, LlamaTokenizer tokenizer, string clip, torch.Device device)
    {
        var (training, tower) = (parameters.Training, parameters.Model);
        var model = new LlavaModel(
            new LlavaConfig
            {
                Text = new LlamaConfig
                {
                    VocabSize = tokenizer.VocabularySize,
                    Width = training.Width,
                    MlpWidth = training.MlpWidth,
                    Layers = training.Layers,
                    Heads = training.Heads,
                    KeyValueHeads = training.Heads,
                    HeadWidth = training.Width / training.Heads,
                    MaxPositions = 512,
                },
                Vision = tower.Vision,
                QuickGelu = tower.QuickGelu,
                VisionFeatureLayer = parameters.VisionFeatureLayer ?? LlavaConfig.UsualFeatureLayer,
                ClassToken = parameters.ClassToken ?? false,
                ImageToken = (int)tokenizer.IdOf(PromptTemplate.Image)!,
                PadToken = (int)tokenizer.IdOf("<pad>")!,
            },
            torch.ScalarType.Float32,
            torch.ScalarType.Float32,
            device);
        using var original = ClipModel.Load(tower, clip);
        using var noGrad = torch.no_grad();
        foreach (var (name, parameter) in model.Vision.named_parameters()) parameter.copy_(original.Visual.get_parameter(name)!);
        LlavaInitialization.Initialize(model, (ulong)parameters.Seed);
        return model;
    }
}
