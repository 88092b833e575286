using Slug.Data.WebDataset;
using Slug.Experiments.Data;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Pipeline.Execution;

namespace Slug.Experiments.Tests.Data;

public sealed class LaionShardsStepTests
{
    private static readonly string[] OneByOne = ["laion.crawl.concurrency=1", "laion.crawl.perHost=1"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_killed_crawl_goes_on_where_it_stopped_and_gives_the_same_bytes(bool named)
    {
        await using var world = await World.OfAsync("laion");
        var experiment = world.Load([.. OneByOne, .. named ? (string[])["laion.samplesPerShard=5"] : []]);
        var step = named ? experiment.Step($"Download/laion-{experiment.Concepts[0].FileName}") : experiment.Step("Download/laion");
        using var kill = new CancellationTokenSource();
        var downloads = Path.Combine(world.Folder, "data", "downloads");
        var (asked, firstShard) = (0, experiment.Options.Laion!.SamplesPerShard);
        // A few images into the second shard the crawl is held until the first is finished, however long that takes, and killed.
        world.OnAsked = path =>
        {
            if (!path.StartsWith("/laion/", StringComparison.Ordinal) || ++asked < firstShard + 5) return;
            SpinWait.SpinUntil(() => Finished().Length > 0, TimeSpan.FromMinutes(5));
            kill.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunAsync([step], experiment, kill.Token));
        var kept = Assert.Single(Finished());
        Assert.EndsWith("00000_stats.json", kept);
        // What a kill leaves that no cancellation would: half a tar.
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(kept)!, "00001.tar.0123.part"), "half");

        world.OnAsked = null;
        var before = Images(world.Asked);
        var resumed = await ReadAsync();
        var after = Images(world.Asked)[before.Count..];
        Assert.NotEmpty(after);
        // The first rows are those of the first shard.
        Assert.DoesNotContain(before[0], after);
        Assert.Empty(Directory.GetDirectories(downloads, "laion-????????????"));

        Directory.Delete(Path.Combine(world.Folder, "cache"), recursive: true);
        Assert.Equal(resumed, await ReadAsync());

        string[] Finished() => Directory.Exists(downloads) ? Directory.GetFiles(downloads, "*_stats.json", SearchOption.AllDirectories) : [];

        async Task<IReadOnlyList<(string, string)>> ReadAsync()
        {
            var (_, pathOf) = await world.RunAsync([step], experiment);
            return [.. Directory.GetFiles(pathOf(step.Output(LaionShardsStep.Shards))).Order(StringComparer.Ordinal)
                .Where(f => !f.EndsWith(".parquet", StringComparison.Ordinal)).Select(f => (Path.GetFileName(f), Convert.ToHexString(File.ReadAllBytes(f))))];
        }
    }

    [Fact]
    public async Task A_crawl_whose_result_is_not_recorded_is_kept_for_the_next_run()
    {
        await using var world = await World.OfAsync("laion");
        var metadata = Path.Combine(world.Folder, "metadata.parquet");
        var first = world.Load();
        var download = first.Step("Download/laion-metadata");
        var content = await File.ReadAllBytesAsync((await world.RunAsync([download], first)).PathOf(download.Output(DownloadStage.Fetched)));
        await File.WriteAllBytesAsync(metadata, content);
        world.Set("download.laion-metadata.file", metadata);
        world.Set("download.laion-metadata.sha256", "null");
        var experiment = world.Load();
        var step = experiment.Step("Download/laion");
        // The engine refuses to record a result whose input changed meanwhile: the last moment at which a step can fail.
        // The last row is asked for when the table has been read.
        world.OnAsked = path =>
        {
            if (path == "/laion/other-59.jpg") File.WriteAllBytes(metadata, new byte[content.Length]);
        };
        await Assert.ThrowsAsync<StepFailedException>(() => world.RunAsync([step], experiment));
        world.OnAsked = null;
        await File.WriteAllBytesAsync(metadata, content);
        var asked = world.Asked.Count;
        var (_, pathOf) = await world.RunAsync([step], experiment);
        Assert.Equal(asked, world.Asked.Count);
        Assert.Equal(3, Directory.GetFiles(pathOf(step.Output(LaionShardsStep.Shards)), "*.tar").Length);
        Assert.Empty(Directory.GetDirectories(Path.Combine(world.Folder, "data", "downloads"), "laion-????????????"));
    }

    [Fact]
    public async Task A_dead_network_gives_an_error_and_no_empty_set()
    {
        await using var world = await World.OfAsync("laion");
        var experiment = world.Load();
        await world.RunAsync([experiment.Step("Download/laion-metadata")], experiment);
        world.IsDown = true;
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => RunAsync());
        Assert.Contains("Too few images came: 0 of", failure.Message);
        Assert.Contains("http 503", failure.Message);
        Assert.Contains("laion.minimumKept", failure.Message);

        world.IsDown = false;
        var shards = await RunAsync();
        Assert.Equal(world.Concepts.Count * WorldLaion.PairsOfConcept + 60, TarShardReader.Read(Directory.GetFiles(shards, "*.tar").Order(StringComparer.Ordinal)).Count());

        async Task<string> RunAsync()
        {
            var step = experiment.Step("Download/laion");
            return (await world.RunAsync([step], experiment)).PathOf(step.Output(LaionShardsStep.Shards));
        }
    }

    [Fact]
    public async Task Private_hosts_are_not_asked_unless_the_config_allows_it()
    {
        await using var world = await World.OfAsync("laion");
        var failure = await FailAsync(world, "laion.crawl.allowPrivateHosts=false");
        Assert.Contains("private address", failure.Message);
        Assert.DoesNotContain(world.Asked, path => path.StartsWith("/laion/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_parquet_file_cut_short_is_refused()
    {
        await using var world = await World.OfAsync("laion");
        var table = await WorldLaionTable.WriteAsync(world.Folder, "URL", "TEXT");
        world.Replace("laion-metadata", "cut.parquet", table[..(table.Length * 2 / 3)]);
        Assert.Contains("no whole parquet file", (await FailAsync(world)).Message);
    }

    [Fact]
    public async Task A_missing_column_is_named_with_those_that_are_there()
    {
        await using var world = await World.OfAsync("laion");
        world.Replace("laion-metadata", "other.parquet", await WorldLaionTable.WriteAsync(world.Folder, "URL", "TXT"));
        Assert.Contains("has no column of captions under a usual name; say which it is with 'captionColumn'. It has URL, TXT.", (await FailAsync(world)).Message);
        world.Set("laion.captionColumn", "TEXT");
        Assert.Contains("has no column 'TEXT' (did you mean 'TXT'?); it has URL, TXT", (await FailAsync(world)).Message);
    }

    private static List<string> Images(IEnumerable<string> asked) => [.. asked.Where(path => path.StartsWith("/laion/", StringComparison.Ordinal))];

    private static async Task<StepFailedException> FailAsync(World world, params string[] more)
    {
        var experiment = world.Load(more);
        return await Assert.ThrowsAsync<StepFailedException>(() => world.RunAsync([experiment.Step("Download/laion")], experiment));
    }
}
