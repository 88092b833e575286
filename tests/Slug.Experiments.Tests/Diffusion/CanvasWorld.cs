using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.EndToEnd;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Checkpoints;
using Slug.Models.Classifiers;
using Slug.Models.Clip;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Training;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Diffusion;

/// <summary>
/// What UnlearnCanvas' protocol needs, small and in exactly the public forms: a folder of pictures by style and object, a CLIP, a pipeline as diffusers writes it around
/// its text tower, classifiers in timm's layout as <c>torch.save</c> writes them. All weights are random.
/// </summary>
public sealed class CanvasWorld : IDisposable
{
    public static readonly string[] Styles = ["Pop_Art", "Van_Gogh", "Seed_Images"], Objects = ["Cats", "Dogs"];

    /// <summary>Pictures of each style and object.</summary>
    public const int PicturesPerCell = 3;

    public CanvasWorld()
    {
        foreach (var (s, style) in Styles.Index())
        {
            foreach (var (o, thing) in Objects.Index())
                for (var n = 1; n <= PicturesPerCell; n++) Write($"UnlearnCanvas/{style}/{thing}/{n}.jpg", WorldPictures.Jpeg(40, 32, (2 * s) + o, n));
        }

        using var clip = ClipModel.Create(ClipConfig.Parse(WorldModel.Card), 5);
        Write("card.json", WorldModel.Card);
        ClipLayouts.Save(clip, In("clip.safetensors"), ClipLayout.OpenClip);
        Pipeline(clip, "pipeline");
        Classifier("style50.pth", Styles.Length, 11);
        Classifier("style50_cls.pth", Objects.Length, 12);
        Classifier("five.pth", 5, 15);
        Directory.CreateDirectory(In("empty"));
        SafetensorsWriter.Write(In("bare.safetensors"), new Dictionary<string, Tensor>());
        // Of the benchmark's 51 styles and 20 objects.
        Classifier("51.pth", 51, 13);
        Classifier("20.pth", 20, 14);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("slug-canvas-").FullName;

    /// <summary>The results of the last config.</summary>
    public string Results(string experiment) => In($"results/{experiment}");

    public string In(string path) => Path.Combine(Folder, path);

    /// <summary>A config of the family with this world's data, run as it is.</summary>
    public string Config(string concepts = "Pop Art") => $$"""
        family: diffusion
        experiment: canvas
        download: { painted: { file: '{{In("UnlearnCanvas")}}' }, checkpoint: { file: '{{In("clip.safetensors")}}' } }
        canvas: { pictures: painted, labels: found, picturesPerCell: 3, retainPairs: 8 }
        model: { checkpoint: checkpoint, card: '{{In("card.json")}}' }
        pipeline: { path: '{{In("pipeline")}}' }
        grads: { batch: 4 }
        unlearn: { concepts: [{{concepts}}], search: { evaluations: 2, pictures: 2, otherPictures: 2, left: 1 }, curvePoints: 0, allowFailure: true }
        generate: { prompts: ['A {object} image in {style} style.'], labels: { style: [{{string.Join(", ", Styles)}}], object: [{{string.Join(", ", Objects)}}] }, seeds: [188, 288], steps: 2, guidance: 2 }
        judge: { classifiers: { style: '{{In("style50.pth")}}', object: '{{In("style50_cls.pth")}}' } }
        """;

    public RunOptions Options(string yaml, params string[] overrides)
    {
        File.WriteAllText(In("config.yaml"), yaml);
        return Options(overrides, In("config.yaml"));
    }

    public RunOptions Options(IReadOnlyList<string> overrides, string config, string? root = null) => new()
    {
        RepositoryRoot = root ?? Root(),
        ConfigPath = config,
        Overrides = overrides,
        CacheFolder = In("cache"),
        ResultsFolder = In("results"),
        Device = "cpu",
    };

    /// <summary>The benchmark's labels and classifiers.</summary>
    public string[] Benchmark => ["canvas.labels=benchmark", "generate.labels={}", $"judge.classifiers={{ style: '{In("51.pth")}', object: '{In("20.pth")}' }}"];

    /// <summary>Everything that is wrong with a config, files that are missing included.</summary>
    public IReadOnlyList<string> Problems(string yaml, params string[] overrides)
    {
        try
        {
            return [.. ExperimentLoader.Load(Options(yaml, overrides)).MissingFiles.Select(p => p.ToString())];
        }
        catch (ConfigurationException wrong)
        {
            return [.. wrong.Problems.Select(p => p.ToString())];
        }
    }

    /// <summary>Runs stages; returns what became of each step.</summary>
    internal static async Task<IReadOnlyList<StepReport>> RunAsync(RunOptions options, params string[] stages)
    {
        var reporter = new StepRecorder();
        using var run = ExperimentRun.Open(ExperimentLoader.Load(options), reporter);
        foreach (var stage in stages) await run.RunStageAsync(stage, default);
        return reporter.Reports;
    }

    /// <summary>Makes Inception-v3 with random weights, in torchvision's names; a hundred megabytes, so only where it is wanted.</summary>
    public void Inception()
    {
        random.manual_seed(3);
        using var network = torchvision.models.inception_v3(10);
        SafetensorsWriter.Write(
            In("inception.safetensors"),
            network.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)).Concat(network.named_buffers().Select(b => KeyValuePair.Create(b.name, b.buffer)))
                .Where(t => !t.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).DistinctBy(t => t.Key),
            new Dictionary<string, string>());
    }

    /// <summary>A root of its own with the repository's merges, so that nothing is generated into the repository.</summary>
    public string Root()
    {
        var tracked = TokenizerSource.Tracked;
        if (!File.Exists(In(tracked)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(tracked))!);
            File.Copy(Path.Combine(Repository.Root, tracked), In(tracked));
        }

        return Folder;
    }

    /// <summary>Makes the folder what the host, started in it, takes for the repository.</summary>
    public void AsRepository()
    {
        Root();
        Write("build/Build.csproj", "<Project/>");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Pipeline(ClipModel clip, string folder)
    {
        var options = new TextToImageOptions { Size = 16, Channels = [16, 32], AutoencoderSteps = 1, BatchSize = 2 };
        random.manual_seed(7);
        using var pictures = randint(0, 255, [4, 3, 16, 16]).to_type(ScalarType.Byte);
        using var vae = AutoencoderTraining.Train(pictures, options, 8);
        using var unet = UNet2DConditionModel.Create(TextToImageTraining.Config(options, clip.Config.Text.Width), 9);
        PipelineWriter.Write(In(folder), clip, CheckpointTokenizer.Load(Path.Combine(Repository.Root, TokenizerSource.Tracked)), unet, vae, TextToImageTraining.Rule);
    }

    private void Classifier(string file, int classes, ulong seed)
    {
        using var vit = Vit.Create(new VitConfig { ImageSize = 16, PatchSize = 8, Width = 64, Layers = 1, Heads = 1, Hidden = 64, Classes = classes }, seed);
        File.WriteAllBytes(In(file), TorchZipWriter.Write([.. vit.named_parameters().Select(p => (p.name, (Tensor)p.parameter))], "model_state_dict"));
    }

    private void Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllBytes(In(path), bytes);
    }

    private void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));
}
