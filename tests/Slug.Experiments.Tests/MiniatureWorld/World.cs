using System.Security.Cryptography;
using System.Text;
using Slug.Data;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.EndToEnd;
using Slug.Experiments.Vlm.Configuration;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>
/// Everything that a config at the paper's scale asks the world for, small and on this machine, in exactly the public formats. The config
/// is run as it is, with only addresses, sizes, model card and shards overridden.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private const string Family = "family";

    private readonly WorldServer _server = new();
    private readonly List<string> _overrides = [];

    private string _config = "";
    private IReadOnlyList<string> _served = ["laion", "imagenet", "celeba", "unseen", "model"];

    private World()
    {
    }

    /// <summary>Where everything is: the repository's lists and cards, the downloads, cache and results.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("slug-world-").FullName;

    /// <summary>The concepts of the config.</summary>
    public IReadOnlyList<string> Concepts { get; private set; } = [];

    /// <summary>What is laid over the config.</summary>
    public IReadOnlyList<string> Overrides => _overrides;

    /// <summary>The addresses' paths that were asked for, in order.</summary>
    public IReadOnlyList<string> Asked => _server.Asked;

    /// <summary>Called with the path of every request before it is answered.</summary>
    public Action<string>? OnAsked
    {
        set => _server.OnAsked = value;
    }

    /// <summary>Whether the network is down.</summary>
    public bool IsDown
    {
        get => _server.IsDown;
        set => _server.IsDown = value;
    }

    /// <summary>Makes the world that a config asks for.</summary>
    /// <param name="config">The config's path.</param>
    /// <param name="before">Overrides that come before the world's own.</param>
    public static async Task<World> CreateAsync(string config, params string[] before)
    {
        var world = new World { _config = config };
        await world.FillAsync(before);
        return world;
    }

    /// <summary>Makes a world with only some of the data <c>laion</c>, <c>imagenet</c>, <c>celeba</c>, <c>unseen</c> and <c>model</c>, for a config such as the paper's.</summary>
    public static async Task<World> OfAsync(params string[] served)
    {
        var world = new World { _served = served };
        world._config = Path.Combine(world.Folder, "data.yaml");
        await File.WriteAllTextAsync(world._config, WorldConfig.Of(served.Contains("imagenet")));
        await world.FillAsync([]);
        return world;
    }

    private async Task FillAsync(IReadOnlyList<string> before)
    {
        CopyTrackedFiles();
        var root = ConfigReader.Read(_config, before);
        var problems = new List<ConfigProblem>();
        var science = RunSettings.Split(root, problems).Experiment;
        var type = science[Family] is ConfigScalar { Text: "vlm" } ? typeof(VlmOptions) : typeof(ClipOptions);
        var options = ConfigBinder.Bind<ExperimentOptions>(type, science with { Entries = [.. science.Entries.Where(e => e.Key != Family)] }, problems)?.Value
            ?? throw new ConfigurationException(problems);
        Concepts = options.Forgotten;
        _overrides.AddRange(before);
        var card = Path.Combine(Folder, "miniature-vit.json");
        await File.WriteAllTextAsync(card, WorldModel.Card);
        Set("model.card", card);
        if (options is ClipOptions clip) Serve(clip, card);
        if (options is VlmOptions vlm) Serve(vlm, card);
        await ServeLaionAsync(options);
        ServeImageNet(options);
        ServeCelebA(options);
    }

    /// <summary>Puts another file in the place of a download, and its sum and size into the overrides.</summary>
    public void Replace(string download, string fileName, byte[] content, bool pinned = true)
    {
        var sum = Convert.ToHexStringLower(SHA256.HashData(content));
        // The sum in the path: an address never changes its content, as with the real ones.
        Set($"download.{download}.url", _server.Add($"{sum[..8]}/{fileName}", content));
        Set($"download.{download}.file", "null");
        Set($"download.{download}.mirrors", "[]");
        Set($"download.{download}.size", pinned ? $"{content.Length}" : "null");
        Set($"download.{download}.sha256", pinned ? sum : "null");
    }

    /// <summary>Puts a file on the server.</summary>
    /// <returns>Its address.</returns>
    public string Serve(string path, byte[] content) => _server.Add(path, content);

    /// <summary>Lays a value over the config, instead of an earlier one of that path.</summary>
    public void Set(string path, string value)
    {
        _overrides.RemoveAll(o => o.StartsWith(path + "=", StringComparison.Ordinal));
        _overrides.Add($"{path}={value}");
    }

    /// <summary>The options of a run in this world.</summary>
    public RunOptions Options(params string[] more) => new()
    {
        RepositoryRoot = Folder,
        ConfigPath = _config,
        Overrides = [.. _overrides, .. more],
        CacheFolder = Path.Combine(Folder, "cache"),
        ResultsFolder = Path.Combine(Folder, "results"),
        Device = "cpu",
    };

    /// <summary>The config's experiment.</summary>
    public Experiment Load(params string[] more) => ExperimentLoader.Load(Options(more));

    /// <summary>Runs whole stages, in that order.</summary>
    public async Task<IReadOnlyList<StepReport>> RunStagesAsync(params string[] stages)
    {
        var reporter = new StepRecorder();
        using var run = ExperimentRun.Open(ExperimentLoader.Load(Options()), reporter);
        foreach (var stage in stages) await run.RunStageAsync(stage, default);
        return reporter.Reports;
    }

    /// <summary>
    /// Runs single steps and what they need; returns the reports, and where an output is. They have a results folder of their own: a plan of some steps
    /// would take the experiment's for its own, and remove what is not.
    /// </summary>
    public async Task<(IReadOnlyList<StepReport> Reports, Func<StepOutput, string> PathOf)> RunAsync(
        IReadOnlyList<Step> steps, Experiment experiment, CancellationToken cancellation = default)
    {
        var all = experiment.Steps().ToDictionary(s => s.Id);
        var needed = new Dictionary<string, Step>();
        foreach (var step in steps) Need(step);
        var reporter = new StepRecorder();
        using var engine = new Engine(new EngineOptions
        {
            CacheFolder = experiment.Run.CachePath,
            ResultsFolder = experiment.Run.ResultsPath,
            RepositoryRoot = experiment.Run.RepositoryRoot,
            Experiment = StepsFolder(experiment),
            Steps = [.. needed.Values],
            Reporter = reporter,
        });
        await engine.RunAllAsync(cancellation: cancellation);
        var found = steps.SelectMany(s => s.Outputs.Select(o => s.Output(o.Name))).ToDictionary(o => o, o => engine.Find(o.StepId, o.Output)!);
        return (reporter.Reports, output => found[output]);

        void Need(Step step)
        {
            if (!needed.TryAdd(step.Id, step)) return;
            foreach (var input in step.Inputs.Values.OfType<StepOutput>()) Need(all[input.StepId]);
        }
    }

    /// <summary>What a step that was run singly wrote to its log.</summary>
    public string LogOf(Experiment experiment, Step step) =>
        File.ReadAllText(Path.Combine(experiment.Run.ResultsPath, StepsFolder(experiment), "logs", $"{step.Id.Replace('/', '-')}.log"));

    private static string StepsFolder(Experiment experiment) => experiment.Folder + ".steps";

    /// <summary>Ends the world.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A root of its own, so that nothing is downloaded into the repository.</summary>
    private void CopyTrackedFiles()
    {
        foreach (var folder in (string[])["data/imagenet", "data/celeba", "data/emoji", "data/clip", "configs/models"])
        {
            Directory.CreateDirectory(Path.Combine(Folder, folder));
            foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, folder)))
                File.Copy(file, Path.Combine(Folder, folder, Path.GetFileName(file)));
        }
    }

    private void Serve(ClipOptions options, string card)
    {
        if (_served.Contains("model") && options.Model.Checkpoint is { } checkpoint) Replace(checkpoint, "checkpoint.pt", WorldModel.Checkpoint(card));
        ServeUnseen(options);
    }

    /// <summary>The CLIP in Hugging Face's layout, and the LLaVA's files, its shards beside their index.</summary>
    private void Serve(VlmOptions options, string card)
    {
        Replace(options.Model.Checkpoint!, "pytorch_model.bin", WorldModel.HubCheckpoint(card));
        var folder = Path.Combine(Folder, "llava");
        WorldLlava.Write(folder, card, new WorldCelebA(Concepts, NameList.Load(Path.Combine(Folder, options.CelebA!.FrequentNames))).Faces, options.Answers.Question);
        foreach (var (place, download) in options.Llava.Files!)
        {
            var path = Path.Combine(folder, place);
            var content = File.Exists(path) ? File.ReadAllBytes(path) : Encoding.UTF8.GetBytes($"{{\"of\":\"{place}\"}}");
            Replace(download, place, content);
            if (!place.EndsWith(".index.json", StringComparison.Ordinal)) continue;
            foreach (var shard in Directory.GetFiles(folder, "*-of-*")) Serve($"{Convert.ToHexStringLower(SHA256.HashData(content))[..8]}/{Path.GetFileName(shard)}", File.ReadAllBytes(shard));
        }
    }

    private async Task ServeLaionAsync(ExperimentOptions options)
    {
        if (options.Laion is not { } laion || !_served.Contains("laion")) return;
        var world = new WorldLaion(_server, Concepts);
        var files = await world.WriteAsync(Folder, laion.Metadata.Count);
        foreach (var (i, name) in laion.Metadata.Index()) Replace(name, $"part-{i:D5}.snappy.parquet", files[i]);
        Set("laion.samplesPerShard", $"{(world.Rows + 2) / 3}");
        Set("laion.shards", "3");
        Set("laion.imageSize", "64");
        Set("laion.crawl.allowPrivateHosts", "true");
        Set("laion.crawl.retries", "0");
    }

    private void ServeImageNet(ExperimentOptions options)
    {
        if (options.ImageNet is not { } imagenet || !_served.Contains("imagenet")) return;
        Replace(imagenet.Validation, "ILSVRC2012_img_val.tar", WorldImageNet.Validation());
        Replace(imagenet.Labels, "ILSVRC2012_devkit_t12.tar.gz", WorldImageNet.Devkit());
    }

    private void ServeCelebA(ExperimentOptions options)
    {
        if (options.CelebA is not { } celeba || !_served.Contains("celeba")) return;
        var world = new WorldCelebA(Concepts, NameList.Load(Path.Combine(Folder, celeba.FrequentNames)));
        Replace(celeba.Images, "img_align_celeba.zip", world.Images());
        Replace(celeba.Identities, "list_identity_celeba.txt", world.Identities());
    }

    private void ServeUnseen(ClipOptions options)
    {
        if (options.Evaluate.Unseen is not { } unseen || !_served.Contains("unseen")) return;
        foreach (var (i, name) in unseen.From.Index()) Replace(name, $"{i:D5}.tar", WorldUnseen.Tar(i, WorldUnseen.Pairs));
    }
}
