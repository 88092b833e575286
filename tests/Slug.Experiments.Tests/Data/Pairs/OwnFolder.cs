using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Clip;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.Data.Pairs;

/// <summary>What a newcomer has: a folder with a folder of pictures a class, a published checkpoint, and a config beside them.</summary>
internal sealed class OwnFolder : IDisposable
{
    public static readonly string[] Classes = ["blue disc", "green_disc", "kite", "lantern", "Møbius strip"];

    public string Folder { get; } = Directory.CreateTempSubdirectory("slug own ").FullName;

    public string Results => In("results/own");

    public OwnFolder(int picturesPerClass = 20)
    {
        foreach (var (i, name) in Classes.Index())
            for (var j = 0; j < picturesPerClass; j++) Draw($"pictures/{name}/no {j}.{(j % 2 == 0 ? "jpg" : "JPEG")}", i, j);
    }

    /// <summary>The options that were asked for last.</summary>
    public RunOptions? Last { get; private set; }

    public string In(string path) => Path.Combine(Folder, path);

    public void Draw(string path, int subject, int number) => Write(path, WorldPictures.Jpeg(40, 32, subject, number));

    public void Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllBytes(In(path), bytes);
    }

    public void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A checkpoint as it is published: in open_clip's layout a file and its card, in Hugging Face's a folder.</summary>
    public void Publish(ClipLayout layout)
    {
        using var model = ClipModel.Create(ClipConfig.Parse(WorldModel.Card), 5);
        Directory.CreateDirectory(In("model"));
        if (layout == ClipLayout.OpenClip)
        {
            ClipLayouts.Save(model, In("model/open_clip_model.safetensors"), layout);
            Write("model/open_clip_config.json", $$"""{ "model_cfg": {{WorldModel.Card}}, "preprocess_cfg": { "mean": [0.5, 0.5, 0.5] } }""");
            return;
        }

        ClipLayouts.Save(model, In("model/model.safetensors"), layout);
        Write("model/config.json", """
            {
              "model_type": "clip", "projection_dim": 32,
              "vision_config": { "image_size": 32, "patch_size": 8, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 256, "hidden_act": "gelu" },
              "text_config": { "max_position_embeddings": 77, "vocab_size": 49408, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 128, "hidden_act": "gelu", "eos_token_id": 49407 }
            }
            """);
    }

    /// <summary>Options of a run of a config that is this and no more.</summary>
    public RunOptions Options(string data, params string[] overrides)
    {
        Write("own.yaml", $"experiment: own\ndata: {data}\nmodel: {{ checkpoint: model }}\nunlearn: {{ concepts: [kite], search: {{ evaluations: 3 }}, curvePoints: 3 }}\n");
        return Last = new RunOptions
        {
            RepositoryRoot = Repository.Root,
            ConfigPath = In("own.yaml"),
            Overrides = overrides,
            CacheFolder = In("cache"),
            ResultsFolder = In("results"),
            Device = "cpu",
        };
    }

    public Experiment Load(string data, params string[] overrides) => ExperimentLoader.Load(Options(data, overrides));

    /// <summary>Everything that is wrong, files that are missing included.</summary>
    public IReadOnlyList<string> Problems(string data, params string[] overrides)
    {
        try
        {
            return [.. Load(data, overrides).MissingFiles.Select(p => p.ToString())];
        }
        catch (ConfigurationException wrong)
        {
            return [.. wrong.Problems.Select(p => p.ToString())];
        }
    }

    /// <summary>Runs stages; returns what became of each step, and what the user was told.</summary>
    public async Task<(IReadOnlyList<StepReport> Reports, IReadOnlyList<string> Warnings)> RunAsync(string data, string[] stages, params string[] overrides)
    {
        var warnings = new WarningRecorder();
        using var run = ExperimentRun.Open(Load(data, overrides), warnings);
        foreach (var stage in stages) await run.RunStageAsync(stage, default);
        return (warnings.Reports, warnings.Warnings);
    }

    /// <summary>Runs stages of another config than that of own pairs.</summary>
    public async Task<(IReadOnlyList<StepReport> Reports, IReadOnlyList<string> Warnings)> RunConfigAsync(string yaml, string[] stages)
    {
        var options = Options("");
        Write("own.yaml", yaml);
        var warnings = new WarningRecorder();
        using var run = ExperimentRun.Open(ExperimentLoader.Load(options), warnings);
        foreach (var stage in stages) await run.RunStageAsync(stage, default);
        return (warnings.Reports, warnings.Warnings);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
