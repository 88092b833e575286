using Slug.Data.Laion;
using Slug.Data.WebDataset;

namespace Slug.Data.Tests.Laion;

/// <summary>Shards of only those rows whose caption names a concept.</summary>
public sealed class CaptionFilterTests : IDisposable
{
    private static readonly CaptionFilter Ada = new("Ada Lovelace");

    private static readonly ImageShardOptions Options = new()
    {
        SamplesPerShard = 4,
        ImageSize = 16,
        Filter = Ada,
        Crawl = new CrawlOptions { Concurrency = 4, Window = 8, AllowPrivateHosts = true, Timeout = TimeSpan.FromMinutes(5) },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _log = [];

    private string Shards => _folder.File("shards");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_the_images_that_are_named_are_fetched_in_the_order_of_the_table()
    {
        await using var server = Server();
        var metadata = await TableAsync(server);
        var statistics = await ImageShards.DownloadAsync(metadata, Shards, Options, _log.Add);
        // Row 30 of the table is dead; it leaves a gap.
        Assert.Equal((7, 6), (statistics.Count, statistics.Successes));
        Assert.Equal(["/0", "/10", "/20", "/30", "/40", "/50", "/59"], server.Requests.Select(r => r.Path).Order(StringComparer.Ordinal));
        var samples = TarShardReader.Read(Directory.GetFiles(Shards, "*.tar").Order(StringComparer.Ordinal)).ToList();
        Assert.Equal(["000000", "000001", "000002", "000010", "000011", "000012"], samples.Select(s => s.Key));
        Assert.Equal([0, 10, 20, 40, 50, 59], samples.Select(s => int.Parse(s.Caption!.Split(' ')[1])));
        // The further columns are those of the same row, whichever row group and file it is in.
        using var last = System.Text.Json.JsonDocument.Parse(samples[^1].Json!);
        Assert.Equal(100 + 59 - 33, last.RootElement.GetProperty("WIDTH").GetInt32());
        Assert.Equal(server.At("59").ToString(), last.RootElement.GetProperty("url").GetString());
        Assert.Contains("7 captions of 60 rows name 'Ada Lovelace'", _log);
    }

    [Fact]
    public async Task No_more_rows_are_taken_or_searched_than_asked_for()
    {
        await using var server = Server();
        var metadata = await TableAsync(server);
        var searched = new List<CrawlProgress>();
        var statistics = await ImageShards.DownloadAsync(
            metadata, Shards, Options with { Filter = Ada with { MostRows = 3 } }, _log.Add, progress: new Recorder(searched));
        Assert.Equal(3, statistics.Count);
        Assert.Equal(["/0", "/10", "/20"], server.Requests.Select(r => r.Path).Order(StringComparer.Ordinal));
        Assert.Contains("3 captions of 21 rows name 'Ada Lovelace'; the other 39 rows were not needed", _log);
        Assert.Equal(
            [new(10, 60, CrawlPhase.Search), new(20, 60, CrawlPhase.Search), new(21, 60, CrawlPhase.Search), new(1, 3), new(2, 3), new(3, 3)], searched);
    }

    [Fact]
    public async Task Whole_words_are_told_from_parts_of_words()
    {
        await using var server = Server();
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), [server.At("0").ToString(), server.At("1").ToString()], ["an ANT", "an elephant"]);
        Assert.Equal(2, (await ImageShards.DownloadAsync([metadata], Shards, Options with { Filter = new CaptionFilter("ant") })).Count);
        var words = new CaptionFilter("ant", CaptionMatchMode.Words);
        Assert.Equal(1, (await ImageShards.DownloadAsync([metadata], _folder.File("words"), Options with { Filter = words })).Count);
    }

    [Fact]
    public async Task A_concept_that_no_caption_names_is_an_error_that_says_what_was_searched()
    {
        await using var server = Server();
        var metadata = await TableAsync(server);
        Assert.Equal(
            "No caption names 'Grace Hopper' among 60 rows of the metadata. Add more metadata files, or name the concept in other words.",
            await RefusalAsync(new CaptionFilter("Grace Hopper")));
        Assert.Equal(
            "Only 7 captions name 'Ada Lovelace' among 60 rows of the metadata; at least 8 are needed. "
            + "Add more metadata files, match substrings instead of whole words, or name the concept in other words.",
            await RefusalAsync(new CaptionFilter("Ada Lovelace", CaptionMatchMode.Words) { FewestRows = 8 }));
        Assert.Empty(server.Requests);
        Assert.False(Directory.Exists(Shards));

        async Task<string> RefusalAsync(CaptionFilter filter) => (await Assert.ThrowsAsync<InvalidDataException>(
            () => ImageShards.DownloadAsync(metadata, Shards, Options with { Filter = filter }))).Message;
    }

    [Fact]
    public async Task Finished_shards_are_kept_until_the_filter_changes()
    {
        await using var server = Server();
        var metadata = await TableAsync(server);
        await ImageShards.DownloadAsync(metadata, Shards, Options);
        var requests = server.Requests.Count;
        await ImageShards.DownloadAsync(metadata, Shards, Options with { Filter = Ada with { FewestRows = 2 } }, _log.Add);
        Assert.Equal(requests, server.Requests.Count);
        Assert.Contains("2 shards are there already", _log);

        File.Delete(Path.Combine(Shards, "00000_stats.json"));
        await ImageShards.DownloadAsync(metadata, Shards, Options);
        Assert.Equal(requests + 4, server.Requests.Count);

        CaptionFilter?[] others = [Ada with { MostRows = 8 }, Ada with { Mode = CaptionMatchMode.Words }, new("a"), null];
        foreach (var other in others)
        {
            server.Requests.Clear();
            await ImageShards.DownloadAsync(metadata, Shards, Options with { Filter = other });
            Assert.NotEmpty(server.Requests);
        }
    }

    [Fact]
    public async Task A_table_with_fewer_rows_than_the_shards_asked_for_is_told_in_the_log()
    {
        await using var server = Server();
        var metadata = await TableAsync(server);
        var all = Options with { Filter = null, SamplesPerShard = 20 };
        await ImageShards.DownloadAsync(metadata, Shards, all with { Shards = 3 }, _log.Add);
        Assert.DoesNotContain(_log, line => line.Contains("asked for"));
        await ImageShards.DownloadAsync(metadata, Shards, all with { Shards = 1000 }, _log.Add);
        Assert.Contains("warning: 1000 shards were asked for, and the metadata's 60 rows make 3; name more metadata files if that is too little", _log);
    }

    private static LoopbackServer Server() =>
        new(request => request.Path == "/30" ? request.AnswerAsync(404, []) : request.AnswerAsync(200, TestImages.Png(8, 8, request.Path.Length)));

    /// <summary>60 rows in two files and seven row groups, of which some name Ada Lovelace.</summary>
    private async Task<string[]> TableAsync(LoopbackServer server)
    {
        var rows = Enumerable.Range(0, 60)
            .Select(i => (Url: server.At($"{i}").ToString(), Caption: i % 10 == 0 || i == 59 ? $"portrait {i} of ada LOVELACE" : i % 7 == 0 ? null : $"thing {i}"))
            .ToList();
        return
        [
            await MetadataFiles.WriteAsync(_folder.File("a.parquet"), [.. rows.Take(33).Select(r => r.Url)], [.. rows.Take(33).Select(r => r.Caption)], rowsPerGroup: 10),
            await MetadataFiles.WriteAsync(_folder.File("b.parquet"), [.. rows.Skip(33).Select(r => r.Url)], [.. rows.Skip(33).Select(r => r.Caption)], rowsPerGroup: 10),
        ];
    }

    private sealed class Recorder(List<CrawlProgress> seen) : IProgress<CrawlProgress>
    {
        public void Report(CrawlProgress value) => seen.Add(value);
    }
}
