using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Slug.Data.Downloads;

namespace Slug.Data.Tests.Downloads;

public sealed class FileDownloaderTests : IDisposable
{
    private const string Tag = "\"v1\"";
    private static readonly byte[] Content = Bytes(1, 300_000);
    private static readonly string Sum = Convert.ToHexStringLower(SHA256.HashData(Content));

    private static readonly TransferOptions Quick = new()
    {
        StallTimeout = TimeSpan.FromMinutes(10),
        SegmentBytes = 64_000,
        CheckpointBytes = 10_000,
        Attempts = 3,
        Backoff = new BackoffOptions { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromSeconds(1) },
    };

    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.File("model.bin");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetches_a_large_file_in_parts_over_several_connections()
    {
        await using var server = new LoopbackServer(request => request.FileAsync(Content, Tag));
        var seen = new Seen();
        await FetchAsync(new FileRequest([server.At("model.bin")], Target) { Size = Content.Length, Sha256 = Sum }, progress: seen);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(5, server.Requests.Count);
        Assert.Equal([0, 64_000, 128_000, 192_000, 256_000], server.Requests.Select(request => request.Range!.Value.From).Order());
        Assert.Contains(new TransferProgress(Content.Length, Content.Length), seen.All);
        AssertOnly("model.bin");
    }

    [Fact]
    public async Task A_server_without_parts_sends_the_whole()
    {
        await using var server = new LoopbackServer(request => request.AnswerAsync(200, Content));
        await FetchAsync(server.At("x"), Sum);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Connections_that_break_go_on_where_they_broke()
    {
        await using var server = new LoopbackServer(request => request.FileAsync(Content, Tag, sent: 20_000));
        await FetchAsync(server.At("x"));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Contains(server.Requests, request => request.Range!.Value.From is > 0 and < 64_000);
        Assert.All(server.Requests.Where(request => request.Range!.Value.From > 0), request => Assert.Equal(Tag, request.Headers["If-Range"]));
    }

    [Fact]
    public async Task A_stopped_run_is_taken_up_by_the_next()
    {
        var served = 0;
        await using var server = new LoopbackServer(request =>
            Interlocked.Increment(ref served) <= 2 ? request.FileAsync(Content, Tag) : request.SilenceAsync());
        using var stop = new CancellationTokenSource();
        var one = Quick with { Connections = 1 };
        var seen = new Seen { OnReport = progress => { if (progress.Bytes == 128_000) stop.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync(Request(server.At("x")), one, seen, stop.Token));
        Assert.False(File.Exists(Target));
        AssertOnly("model.bin.part", "model.bin.part.json");

        await using var again = new LoopbackServer(request => request.FileAsync(Content, Tag));
        await FetchAsync(Request(again.At("x")), one);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(128_000, again.Requests.Min(request => request.Range!.Value.From));
        AssertOnly("model.bin");
    }

    [Fact]
    public async Task A_killed_run_leaves_what_the_next_can_trust()
    {
        var copied = 0;
        await using var server = new LoopbackServer(request => request.FileAsync(Content, Tag));
        // What a kill would leave on the disk, taken by a process of its own because this one has the file locked. On one connection nothing
        // moves while the copy is made, whatever the disk's speed.
        var one = Quick with { Connections = 1 };
        var seen = new Seen
        {
            OnReport = progress =>
            {
                if (progress.Bytes < 200_000 || Interlocked.Exchange(ref copied, 1) == 1)
                    return;
                using var copy = Process.Start("cp", [Target + ".part.json", Target + ".part", Directory.CreateDirectory(_folder.File("killed")).FullName]);
                copy.WaitForExit();
                Assert.Equal(0, copy.ExitCode);
            },
        };
        await FetchAsync(Request(server.At("x")), one, seen);
        File.Delete(Target);
        using var state = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder.File("killed"), Path.GetFileName(Target) + ".part.json")));
        var safe = state.RootElement.GetProperty("segments").EnumerateArray().Sum(segment => segment.GetProperty("done").GetInt64());
        Assert.InRange(safe, 128_000, 256_000);
        foreach (var left in Directory.GetFiles(_folder.File("killed")))
            File.Move(left, Path.Combine(_folder.Path, Path.GetFileName(left)));
        server.Requests.Clear();
        await FetchAsync(Request(server.At("x")));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        // No byte that was safe is fetched again, and every other one once.
        Assert.Equal(Content.Length - safe, server.Requests.Sum(request => Math.Min(request.Range!.Value.To + 1, Content.Length) - request.Range.Value.From));
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_fetched_anew()
    {
        var newer = Bytes(2, 300_000);
        var served = 0;
        await using var server = new LoopbackServer(request =>
            Interlocked.Increment(ref served) <= 2 ? request.FileAsync(Content, Tag, sent: 30_000) : request.FileAsync(newer, "\"v2\""));
        await FetchAsync(Request(server.At("x")), Quick with { Connections = 1 });
        Assert.Equal(newer, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_server_that_stops_sending_parts_is_started_anew()
    {
        var served = 0;
        await using var server = new LoopbackServer(request =>
            Interlocked.Increment(ref served) <= 2 ? request.FileAsync(Content, Tag, sent: 30_000) : request.AnswerAsync(200, Content));
        await FetchAsync(Request(server.At("x")), Quick with { Connections = 1 });
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_whole_that_breaks_off_and_cannot_be_resumed_ends_in_an_error_and_no_file()
    {
        await using var server = new LoopbackServer(request => request.AnswerAsync(200, Content, sent: 1000));
        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server.At("x"), Sum));
        Assert.Contains("model.bin", error.Message);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task A_part_without_its_record_is_not_trusted()
    {
        File.WriteAllBytes(Target + ".part", new byte[299_999]);
        await using var server = new LoopbackServer(request => request.FileAsync(Content, Tag));
        await FetchAsync(server.At("x"));
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"length":300000,"validator":"\"v1\"","segments":[{"start":0,"length":100,"done":100}]}""")]
    [InlineData("""{"length":300000,"validator":"\"v1\"","segments":[{"start":0,"length":300000,"done":300000}]}""")]
    public async Task A_record_that_does_not_fit_the_part_is_not_trusted(string state)
    {
        File.WriteAllBytes(Target + ".part", new byte[5]);
        File.WriteAllText(Target + ".part.json", state);
        await using var server = new LoopbackServer(request => request.FileAsync(Content, Tag));
        await FetchAsync(server.At("x"));
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Busy_servers_are_asked_again()
    {
        var served = 0;
        await using var server = new LoopbackServer(request => Interlocked.Increment(ref served) switch
        {
            1 => request.AnswerAsync(503, []),
            2 => request.AnswerAsync(429, [], ("Retry-After", "0")),
            _ => request.FileAsync(Content, Tag),
        });
        await FetchAsync(server.At("x"), Sum);
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(500, 3, "answered 500")]
    [InlineData(404, 1, "answered 404")]
    [InlineData(403, 1, "answered 403")]
    public async Task Errors_are_tried_again_only_where_that_may_help(int status, int requests, string said)
    {
        await using var server = new LoopbackServer(request => request.AnswerAsync(status, []));
        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server.At("weights.pt?secret=abc")));
        Assert.Contains(said, error.Message);
        Assert.Contains("weights.pt", error.Message);
        Assert.DoesNotContain("secret", error.Message);
        Assert.Equal(requests, server.Requests.Count);
        AssertOnly();
    }

    [Fact]
    public async Task A_server_that_asks_to_come_back_tomorrow_is_given_up()
    {
        await using var server = new LoopbackServer(request => request.AnswerAsync(429, [], ("Retry-After", "86400")));
        Assert.Contains("86400 s", (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server.At("x")))).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Silence_is_taken_for_a_dead_connection()
    {
        var served = 0;
        await using var server = new LoopbackServer(async request =>
        {
            if (Interlocked.Increment(ref served) == 1)
                await request.SilenceAsync();
            await request.FileAsync(Content, Tag);
        });
        // On a busy machine live connections are silent for so long, too.
        await FetchAsync(Request(server.At("x")), Quick with { StallTimeout = TimeSpan.FromMilliseconds(300), Attempts = 1000 });
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Mirrors_are_tried_in_order_and_all_are_named_when_all_fail()
    {
        await using var dead = new LoopbackServer(request => request.AnswerAsync(404, []));
        await using var wrong = new LoopbackServer(request => request.FileAsync(Bytes(9, 300_000), "\"w\""));
        await using var good = new LoopbackServer(request => request.FileAsync(Content, Tag));
        await FetchAsync(new FileRequest([dead.At("a"), wrong.At("b"), good.At("c")], Target) { Sha256 = Sum });
        Assert.Equal(Content, File.ReadAllBytes(Target));

        File.Delete(Target);
        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(new FileRequest([dead.At("a"), wrong.At("b")], Target) { Sha256 = Sum }));
        Assert.Contains(dead.At("a").ToString(), error.Message);
        Assert.Contains(wrong.At("b").ToString(), error.Message);
        Assert.Contains("is pinned", error.Message);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Another_size_is_refused_before_the_body()
    {
        await using var server = new LoopbackServer(request => request.FileAsync(Content, Tag));
        var request = new FileRequest([server.At("x")], Target) { Size = 5 };
        Assert.Contains("offers 300000 bytes, but the file has 5", (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(request))).Message);
        AssertOnly();
    }

    [Fact]
    public async Task A_body_of_unsaid_length_is_taken_only_if_its_size_or_sum_is_known()
    {
        await using var server = new LoopbackServer(async request =>
        {
            await request.HeadAsync(200);
            await request.SendAsync(Content);
        });
        Assert.Contains("how large", (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server.At("x")))).Message);
        await FetchAsync(server.At("x"), Sum);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        File.Delete(Target);
        var smaller = new FileRequest([server.At("x")], Target) { Size = 1000 };
        Assert.Contains("more than the 1000", (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(smaller))).Message);
    }

    [Fact]
    public async Task An_empty_file_is_one_only_where_it_is_said_to_be()
    {
        await using var server = new LoopbackServer(request => request.FileAsync([], Tag));
        Assert.Contains("empty body instead of the file", (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server.At("x")))).Message);
        Assert.False(File.Exists(Target));
        await FetchAsync(new FileRequest([server.At("x")], Target) { Size = 0 });
        Assert.Empty(File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData("", "model.bin")]
    [InlineData("{\"error\": \"rate limited\"}", "model.bin")]
    [InlineData("[1, 2]", "model.safetensors")]
    [InlineData("{\"message\": \"try again\", \"status\": 503}", "merges.txt")]
    [InlineData("{\"error\": \"x\"}", "tokenizer.json")]
    public async Task Nothing_or_json_in_place_of_a_file_is_asked_for_again(string reply, string name)
    {
        foreach (var pinned in new[] { false, true })
        {
            var served = 0;
            await using var server = new LoopbackServer(request => Interlocked.Increment(ref served) <= 2
                ? request.AnswerAsync(200, System.Text.Encoding.UTF8.GetBytes(reply), ("Content-Type", "application/json"))
                : request.FileAsync(Content, Tag));
            await FetchAsync(new FileRequest([server.At(name)], Target) { Sha256 = pinned ? Sum : null, Size = pinned ? Content.Length : null }, Quick with { Attempts = 4 });
            Assert.Equal(Content, File.ReadAllBytes(Target));
            File.Delete(Target);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"error\": \"no\"}")]
    public async Task Nothing_or_json_is_never_kept(string reply)
    {
        await using var server = new LoopbackServer(request => request.AnswerAsync(200, System.Text.Encoding.UTF8.GetBytes(reply)));
        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server.At("x.bin")));
        Assert.Contains("instead of the file (3 tries in a row)", error.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
        // Nor is what an earlier version of this program kept.
        File.WriteAllText(Target, reply);
        await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server.At("x.bin")));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Json_is_taken_where_it_is_asked_for()
    {
        var json = "{\"vocab\": {}, \"message\": 1}"u8.ToArray();
        await using var server = new LoopbackServer(request => request.AnswerAsync(200, json));
        await FetchAsync(server.At("tokenizer.json"));
        Assert.Equal(json, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData("W/\"v1\"", "W/\"v2\"")]
    [InlineData("W/\"v1\"", "W/\"v1\"")]
    [InlineData(null, null)]
    [InlineData("\"v1\"", null)]
    public async Task Two_versions_never_end_in_one_file(string? before, string? after)
    {
        var newer = Bytes(2, 300_000);
        var served = 0;
        // The server sends parts whatever it is asked, as many do.
        Task Part(LoopbackRequest request, byte[] content, string? tag, int sent)
        {
            var (from, to) = (request.Range!.Value.From, Math.Min(request.Range.Value.To, content.Length - 1));
            (string, string)[] tags = tag is null ? [] : [("ETag", tag)];
            return request.AnswerAsync(206, content[(int)from..((int)to + 1)], sent, [("Content-Range", $"bytes {from}-{to}/{content.Length}"), .. tags]);
        }

        await using var server = new LoopbackServer(request => Interlocked.Increment(ref served) <= 2 ? Part(request, Content, before, 30_000) : Part(request, newer, after, int.MaxValue));
        await FetchAsync(Request(server.At("x")), Quick with { Connections = 1 });
        Assert.Equal(newer, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_pinned_file_in_parts_of_two_versions_is_fetched_again_in_one_piece()
    {
        var older = Bytes(2, 300_000);
        var served = 0;
        await using var server = new LoopbackServer(request => request.FileAsync(Interlocked.Increment(ref served) == 1 ? older : Content, null));
        await FetchAsync(new FileRequest([server.At("x")], Target) { Sha256 = Sum }, Quick with { Connections = 1 });
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task What_is_there_and_right_is_kept_and_what_is_wrong_put_aside()
    {
        await using var server = new LoopbackServer(request => request.FileAsync(Content, Tag));
        File.WriteAllBytes(Target, Content);
        await FetchAsync(server.At("x"), Sum);
        Assert.Empty(server.Requests);
        File.WriteAllText(Target, "damaged");
        await FetchAsync(server.At("x"), Sum);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal("damaged", File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.File("rejected")))));
    }

    [Fact]
    public async Task Copies_files_of_this_machine()
    {
        File.WriteAllBytes(_folder.File("source"), Content);
        await FetchAsync(new Uri(_folder.File("source")), Sum);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        File.Delete(Target);
        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(new Uri(_folder.File("missing"))));
        Assert.Contains(_folder.File("missing"), error.Message);
    }

    [Fact]
    public async Task Other_schemes_are_refused() =>
        Assert.Contains("ftp", (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(new Uri("ftp://127.0.0.1/x")))).Message);

    [Fact]
    public async Task A_file_that_another_run_is_fetching_is_left_alone()
    {
        using var other = PartialFile.Open(Target, 1000);
        await using var server = new LoopbackServer(request => request.FileAsync(Content, Tag));
        Assert.Contains("another process", (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server.At("x")))).Message);
        Assert.Empty(server.Requests);
    }

    private Task FetchAsync(Uri source, string? sum = null) => FetchAsync(new FileRequest([source], Target) { Sha256 = sum });

    private FileRequest Request(Uri source) => new([source], Target);

    private static async Task FetchAsync(
        FileRequest request, TransferOptions? options = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var downloader = new FileDownloader(options ?? Quick);
        await downloader.DownloadAsync(request, progress, cancellation);
    }

    private void AssertOnly(params string[] names) =>
        Assert.Equal(names, Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private sealed class Seen : IProgress<TransferProgress>
    {
        private readonly List<TransferProgress> _all = [];

        public Action<TransferProgress>? OnReport { get; init; }

        public IReadOnlyList<TransferProgress> All
        {
            get
            {
                lock (_all)
                    return [.. _all];
            }
        }

        public void Report(TransferProgress value)
        {
            lock (_all)
                _all.Add(value);
            OnReport?.Invoke(value);
        }
    }
}
