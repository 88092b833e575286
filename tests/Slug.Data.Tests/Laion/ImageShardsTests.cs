using System.Net;
using System.Text;
using System.Text.Json;
using Slug.Data.Images;
using Slug.Data.Laion;
using Slug.Data.WebDataset;

namespace Slug.Data.Tests.Laion;

public sealed class ImageShardsTests : IDisposable
{
    private static readonly ImageShardOptions Small = new()
    {
        SamplesPerShard = 20,
        ImageSize = 32,
        Crawl = new CrawlOptions { Concurrency = 8, PerHost = 8, Window = 16, AllowPrivateHosts = true, MaxBytes = 100_000, Timeout = TimeSpan.FromMinutes(5) },
    };

    private readonly TemporaryFolder _folder = new();

    private string Shards => _folder.File("shards");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writes_the_files_of_img2dataset()
    {
        await using var server = new LoopbackServer(request => request.AnswerAsync(200, TestImages.Jpeg(48, 24)));
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), [.. Enumerable.Range(0, 25).Select(i => server.At($"{i}.jpg").ToString())]);
        var statistics = await ImageShards.DownloadAsync([metadata], Shards, Small);
        Assert.Equal((25, 25, 0, 0), (statistics.Count, statistics.Successes, statistics.FailedToDownload, statistics.FailedToResize));
        Assert.Equal(
            ["00000.parquet", "00000.tar", "00000_stats.json", "00001.parquet", "00001.tar", "00001_stats.json"],
            Directory.GetFiles(Shards).Select(Path.GetFileName).Order());

        var samples = TarShardReader.Read(Path.Combine(Shards, "00001.tar")).ToArray();
        Assert.Equal(["0000100", "0000101", "0000102", "0000103", "0000104"], samples.Select(sample => sample.Key));
        Assert.Equal("caption 21", samples[1].Caption);
        Assert.Equal(["jpg", "txt", "json"], samples[1].Members.Select(member => member.Key));
        using var json = JsonDocument.Parse(samples[1].Json!);
        Assert.Equal(
            """{"NSFW":null,"similarity":null,"WIDTH":121,"caption":"caption 21","url":"URL","key":"0000101","status":"success","error_message":null,"width":32,"height":32,"original_width":48,"original_height":24,"sha256":"SUM"}""",
            Encoding.UTF8.GetString(samples[1].Json!).Replace(server.At("21.jpg").ToString(), "URL").Replace(json.RootElement.GetProperty("sha256").GetString()!, "SUM"));

        var parquet = Path.Combine(Shards, "00001.parquet");
        Assert.Equal(samples.Select(sample => sample.Key), await MetadataFiles.TextsAsync(parquet, "key"));
        Assert.Equal(new string?[] { "UNLIKELY", null, "UNLIKELY", null, "UNLIKELY" }, await MetadataFiles.TextsAsync(parquet, "NSFW"));
        Assert.Equal([20.25, null, 22.25, 23.25, null], await MetadataFiles.ColumnAsync<double>(parquet, "similarity"));
        Assert.Equal([48, 48, 48, 48, 48], await MetadataFiles.ColumnAsync<int>(parquet, "original_width"));
        using var stats = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shards, "00001_stats.json")));
        Assert.Equal(5, stats.RootElement.GetProperty("status_dict").GetProperty("success").GetInt32());
    }

    [Fact]
    public async Task What_fails_is_counted_by_cause_and_left_out()
    {
        var jpeg = TestImages.Jpeg(40, 40);
        // Bound, not listening: connections are refused, and nobody else gets the port meanwhile.
        using var deaf = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var server = new LoopbackServer(request => request.Path switch
        {
            "/good" => request.AnswerAsync(200, jpeg, ("Content-Type", "text/plain")),
            "/moved" => request.AnswerAsync(302, [], ("Location", "/good")),
            "/away" => request.AnswerAsync(302, [], ("Location", "/away")),
            "/gone" => request.AnswerAsync(404, []),
            "/busy" => request.AnswerAsync(429, []),
            "/html" => request.AnswerAsync(200, "<html>not here</html>"u8.ToArray(), ("Content-Type", "text/html; charset=utf-8")),
            "/html-in-disguise" => request.AnswerAsync(200, "\n<!DOCTYPE html>"u8.ToArray(), ("Content-Type", "image/jpeg")),
            "/empty" => request.AnswerAsync(200, []),
            "/huge" => request.AnswerAsync(200, new byte[200_000], 10),
            "/endless" => EndlessAsync(request),
            "/cut-off" => request.AnswerAsync(200, jpeg, jpeg.Length / 2),
            "/broken" => request.AnswerAsync(200, jpeg[..(jpeg.Length / 2)]),
            "/gif" => request.AnswerAsync(200, "GIF89a......"u8.ToArray()),
            "/bomb" => request.AnswerAsync(200, TestImages.Bomb(20_000, 20_000)),
            "/garbage" => request.SendAsync("what?\r\n\r\n"u8.ToArray()),
            _ => request.AnswerAsync(500, []),
        });
        string[] paths = ["good", "moved", "away", "gone", "busy", "html", "html-in-disguise", "empty", "huge", "endless", "cut-off", "broken", "gif", "bomb"];
        string?[] urls = [.. paths.Select(path => server.At(path).ToString()), null, "", "ftp://127.0.0.1/x", "not an address", $"http://127.0.0.1:{((IPEndPoint)deaf.LocalEndPoint!).Port}/x", server.At("good").ToString()];
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), urls);
        var statistics = await ImageShards.DownloadAsync([metadata], Shards, Small);

        Assert.Equal((20, 3), (statistics.Count, statistics.Successes));
        var samples = TarShardReader.Read(Path.Combine(Shards, "00000.tar")).ToArray();
        Assert.Equal(["0000000", "0000001", "0000019"], samples.Select(sample => sample.Key));
        var expected = new Dictionary<string, int>
        {
            ["bad address"] = 4,
            ["success"] = 3,
            ["html instead of an image"] = 2,
            ["too large"] = 2,
            ["broken image"] = 1,
            ["broken off"] = 1,
            ["empty"] = 1,
            ["http 302"] = 1,
            ["http 404"] = 1,
            ["http 429"] = 1,
            ["no connection"] = 1,
            ["too many pixels"] = 1,
            ["unknown image format"] = 1,
        };
        Assert.Equal(expected.OrderBy(pair => pair.Key), statistics.StatusDict.OrderBy(pair => pair.Key));
        Assert.Equal(4, statistics.FailedToResize);
        Assert.Contains("bad address 4", statistics.ToString());
        var status = await MetadataFiles.TextsAsync(Path.Combine(Shards, "00000.parquet"), "status");
        Assert.Equal(new string?[] { "success", "success", "failed_to_download" }, status.Take(3));
        Assert.Equal("http 404", (await MetadataFiles.TextsAsync(Path.Combine(Shards, "00000.parquet"), "error_message"))[3]);
    }

    [Fact]
    public async Task Slow_servers_time_out()
    {
        await using var server = new LoopbackServer(async request =>
        {
            await request.HeadAsync(200, ("Content-Length", "1000"));
            await request.SilenceAsync();
        });
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), [server.At("a").ToString()]);
        var options = Small with { Crawl = Small.Crawl with { Timeout = TimeSpan.FromMilliseconds(200) } };
        var statistics = await ImageShards.DownloadAsync([metadata], Shards, options);
        Assert.Equal(1, statistics.StatusDict["timeout"]);
        Assert.Empty(TarShardReader.Read(Path.Combine(Shards, "00000.tar")));
    }

    [Fact]
    public async Task Busy_servers_are_asked_again_where_that_is_wanted()
    {
        var asked = 0;
        await using var server = new LoopbackServer(request => Interlocked.Increment(ref asked) == 1
            ? request.AnswerAsync(429, [], ("Retry-After", "0"))
            : request.AnswerAsync(200, TestImages.Png(8, 8)));
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), [server.At("a").ToString()]);
        var backoff = new Data.Downloads.BackoffOptions { First = TimeSpan.FromMilliseconds(1) };
        var options = Small with { Crawl = Small.Crawl with { Retries = 1, Backoff = backoff } };
        Assert.Equal(1, (await ImageShards.DownloadAsync([metadata], Shards, options)).Successes);
    }

    [Fact]
    public async Task The_bytes_do_not_depend_on_which_image_arrives_first()
    {
        var wait = new Random(1);
        await using var server = new LoopbackServer(async request =>
        {
            int milliseconds;
            lock (wait)
                milliseconds = wait.Next(30);
            await Task.Delay(milliseconds);
            await request.AnswerAsync(request.Path.EndsWith('7') ? 404 : 200, TestImages.Jpeg(30, 20, request.Path.Length));
        });
        string?[] urls = [.. Enumerable.Range(0, 50).Select(i => server.At($"{new string('a', i % 9)}{i}").ToString())];
        string[] metadata =
        [
            await MetadataFiles.WriteAsync(_folder.File("a.parquet"), urls[..27], rowsPerGroup: 10),
            await MetadataFiles.WriteAsync(_folder.File("b.parquet"), urls[27..]),
        ];
        await ImageShards.DownloadAsync(metadata, Shards, Small);
        await ImageShards.DownloadAsync(metadata, _folder.File("again"), Small with { Crawl = Small.Crawl with { Concurrency = 2, Window = 3, Decoders = 1 } });
        // A shard by itself is the same as among others.
        await ImageShards.DownloadAsync(metadata, _folder.File("one"), Small with { FirstShard = 1, Shards = 1 });
        AssertSame(Shards, _folder.File("again"), 9);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Shards, "00001.tar")), File.ReadAllBytes(_folder.File("one/00001.tar")));
        Assert.Equal(3, Directory.GetFiles(_folder.File("one")).Length);
    }

    [Fact]
    public async Task A_stopped_run_leaves_no_half_shard_and_the_next_makes_what_is_missing()
    {
        string?[] Urls(LoopbackServer server) => [.. Enumerable.Range(0, 45).Select(i => server.At($"{i}").ToString())];
        var stopping = false;
        using var stop = new CancellationTokenSource();
        await using var server = new LoopbackServer(async request =>
        {
            if (Volatile.Read(ref stopping) && int.Parse(request.Path[1..]) >= 30)
            {
                await stop.CancelAsync();
                await request.SilenceAsync();
            }
            await request.AnswerAsync(200, TestImages.Png(9, 9, request.Path.Length));
        });
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), Urls(server));
        await ImageShards.DownloadAsync([metadata], _folder.File("reference"), Small);

        Volatile.Write(ref stopping, true);
        // Few rows looked ahead, so that the first shard is complete when the stop comes.
        var narrow = Small with { Crawl = Small.Crawl with { Concurrency = 1, Window = 1 } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImageShards.DownloadAsync([metadata], Shards, narrow, cancellation: stop.Token));
        Assert.Equal(["00000.parquet", "00000.tar", "00000_stats.json"], Directory.GetFiles(Shards).Select(Path.GetFileName).Order());

        Volatile.Write(ref stopping, false);
        // A killed process cannot clean up after itself.
        File.WriteAllText(Path.Combine(Shards, "00001.tar.0123.part"), "half");
        File.WriteAllText(Path.Combine(Shards, "00001.tar"), "of a run that was killed before the statistics");
        server.Requests.Clear();
        var statistics = await ImageShards.DownloadAsync([metadata], Shards, Small);
        Assert.Equal(45, statistics.Successes);
        Assert.DoesNotContain(server.Requests, request => int.Parse(request.Path[1..]) < 20);
        AssertSame(_folder.File("reference"), Shards, 9);
    }

    [Fact]
    public async Task Finished_shards_are_kept_until_the_settings_change()
    {
        await using var server = new LoopbackServer(request => request.AnswerAsync(200, TestImages.Png(9, 9)));
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), [server.At("a").ToString()]);
        await ImageShards.DownloadAsync([metadata], Shards, Small);
        await ImageShards.DownloadAsync([metadata], Shards, Small with { Crawl = Small.Crawl with { Concurrency = 3 } });
        Assert.Single(server.Requests);
        await ImageShards.DownloadAsync([metadata], Shards, Small with { ImageSize = 16 });
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(16, RgbImage.Load(TarShardReader.Read(Path.Combine(Shards, "00000.tar")).Single().Image).Width);
    }

    [Fact]
    public async Task No_host_gets_more_requests_at_once_than_allowed()
    {
        var (now, most) = (0, 0);
        await using var server = new LoopbackServer(async request =>
        {
            var here = Interlocked.Increment(ref now);
            int seen;
            while ((seen = Volatile.Read(ref most)) < here && Interlocked.CompareExchange(ref most, here, seen) != seen)
                continue;
            await Task.Delay(5);
            Interlocked.Decrement(ref now);
            await request.AnswerAsync(200, TestImages.Png(4, 4));
        });
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), [.. Enumerable.Range(0, 40).Select(i => server.At($"{i}").ToString())]);
        var options = Small with { Crawl = Small.Crawl with { PerHost = 3, Concurrency = 20, Window = 100 } };
        Assert.Equal(40, (await ImageShards.DownloadAsync([metadata], Shards, options)).Successes);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Private_hosts_are_not_asked_unless_allowed()
    {
        await using var server = new LoopbackServer(request => request.AnswerAsync(200, TestImages.Png(4, 4)));
        var port = server.Root.Port;
        var metadata = await MetadataFiles.WriteAsync(
            _folder.File("m.parquet"), [server.At("a").ToString(), $"http://localhost:{port}/b", $"http://[::1]:{port}/c", $"http://2130706433:{port}/d"]);
        var statistics = await ImageShards.DownloadAsync([metadata], Shards, Small with { Crawl = Small.Crawl with { AllowPrivateHosts = false } });
        Assert.Equal(4, statistics.StatusDict["private address"]);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Metadata_that_cannot_be_used_is_refused_before_anything_is_written()
    {
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), ["http://127.0.0.1:9/a"]);
        async Task<string> RefusalAsync(string path, ImageShardOptions options) =>
            (await Assert.ThrowsAsync<InvalidDataException>(() => ImageShards.DownloadAsync([path], Shards, options))).Message;

        var missing = await RefusalAsync(metadata, Small with { UrlColumn = "url" });
        Assert.Contains("no column 'url'", missing);
        Assert.Contains("URL, TEXT, NSFW, similarity, WIDTH", missing);
        Assert.Contains("no texts", await RefusalAsync(metadata, Small with { CaptionColumn = "WIDTH" }));
        Assert.Contains("LICENSE", await RefusalAsync(metadata, Small with { ExtraColumns = ["LICENSE"] }));
        Assert.Contains("no row for shard 3", await RefusalAsync(metadata, Small with { FirstShard = 3 }));
        var bytes = File.ReadAllBytes(metadata);
        File.WriteAllBytes(_folder.File("cut.parquet"), bytes[..(bytes.Length / 2)]);
        Assert.Contains("cut.parquet is no whole parquet file", await RefusalAsync(_folder.File("cut.parquet"), Small));
        await Assert.ThrowsAsync<FileNotFoundException>(() => ImageShards.DownloadAsync([_folder.File("none.parquet")], Shards, Small));
        Assert.False(Directory.Exists(Shards));
    }

    [Fact]
    public async Task A_damaged_page_is_an_error_that_names_file_and_column()
    {
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), [.. Enumerable.Range(0, 40).Select(i => $"http://127.0.0.1:9/{i}")]);
        var bytes = File.ReadAllBytes(metadata);
        bytes.AsSpan(4, 40).Fill(0xFF);
        File.WriteAllBytes(metadata, bytes);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ImageShards.DownloadAsync([metadata], Shards, Small));
        Assert.Contains("m.parquet: the column URL", error.Message);
    }

    [Fact]
    public async Task Named_columns_alone_are_kept_where_some_are_named()
    {
        await using var server = new LoopbackServer(request => request.AnswerAsync(200, TestImages.Png(4, 4)));
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), [server.At("a").ToString()]);
        await ImageShards.DownloadAsync([metadata], Shards, Small with { ExtraColumns = ["WIDTH"] });
        using var json = JsonDocument.Parse(TarShardReader.Read(Path.Combine(Shards, "00000.tar")).Single().Json!);
        Assert.Equal(100, json.RootElement.GetProperty("WIDTH").GetInt32());
        Assert.False(json.RootElement.TryGetProperty("NSFW", out _));
    }

    private static async Task EndlessAsync(LoopbackRequest request)
    {
        await request.HeadAsync(200);
        var bytes = new byte[10_000];
        while (true)
            await request.SendAsync(bytes);
    }

    private static void AssertSame(string expected, string actual, int files)
    {
        var names = Directory.GetFiles(expected).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(files, names.Length);
        Assert.Equal(names, Directory.GetFiles(actual).Select(Path.GetFileName).Order());
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name!)), File.ReadAllBytes(Path.Combine(actual, name!))));
    }
}
