using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests.Data;

/// <summary>A vendor's pictures may come from npm, from an address or from this machine.</summary>
public sealed class EmojiDownloadsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-vendors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("url", "https://example.org/emoji.tgz", "", "Download/emoji-twitter", DownloadStage.Fetched)]
    [InlineData("url", "https://example.org/emoji.tgz", "5994b5dcd1aa1e8b9e75b5fb5c7e0e1ee2a2c5e0a30b2be3c7d0a4f1c4ae0001", "Download/emoji-twitter", DownloadStage.Fetched)]
    [InlineData("file", "emoji.tgz", "5994b5dcd1aa1e8b9e75b5fb5c7e0e1ee2a2c5e0a30b2be3c7d0a4f1c4ae0001", "Download/emoji-twitter", DownloadStage.Fetched)]
    [InlineData("file", "emoji.tgz", "", null, null)]
    [InlineData("url", "file:///", "", null, null)]
    public void Every_kind_of_download_may_hold_a_vendors_pictures(string key, string place, string sum, string? step, string? output)
    {
        var file = Path.Combine(_folder, "emoji.tgz");
        File.WriteAllText(file, "not looked at yet");
        var path = key == "file" ? file : place == "file:///" ? new Uri(file).AbsoluteUri : place;
        using var run = ExperimentRun.Open(ExperimentLoader.Load(new RunOptions
        {
            RepositoryRoot = Repository.Root,
            ConfigPath = Path.Combine(Repository.Root, "configs/ci/tiny.yaml"),
            CacheFolder = Path.Combine(_folder, "cache"),
            ResultsFolder = Path.Combine(_folder, "results"),
            Device = "cpu",
            Overrides = ["download.emoji-twitter.npm=null", $"download.emoji-twitter.{key}={path}", $"download.emoji-twitter.sha256={(sum.Length > 0 ? sum : "null")}"],
        }));
        Assert.NotEmpty(run.Plan().Steps);
        var source = run.Experiment.Step("CreateTars/training").Inputs["twitter"];
        Assert.Equal(step is null ? new SourcePath(file) : new StepOutput(step, output!), source);
    }
}
