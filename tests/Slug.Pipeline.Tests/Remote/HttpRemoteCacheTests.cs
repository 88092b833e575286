using System.Net;
using System.Net.Sockets;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Remote;
using Slug.Pipeline.Store;
using Slug.Pipeline.TestHost;
using Slug.Pipeline.Tests.Execution;

namespace Slug.Pipeline.Tests.Remote;

public sealed class HttpRemoteCacheTests : IDisposable
{
    private readonly Bed _bed = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _bed.Dispose();

    // Runs the synthetic graph as a machine of its own would: with its own cache and the remote that all share.
    private async Task<IReadOnlyList<StepReport>> RunOn(string machine, RemoteCacheOptions options)
    {
        using var remote = new HttpRemoteCache(options, _warnings.Add);
        using var engine = new Engine(_bed.Options([.. new SyntheticGraph(TimeSpan.Zero).Steps()]) with
        {
            CacheFolder = Path.Combine(_bed.Root, machine, "cache"),
            ResultsFolder = Path.Combine(_bed.Root, machine, "results"),
            Remote = remote,
        });
        return await engine.RunAllAsync();
    }

    private string ResultsOf(string machine) => StoreAudit.Results(Path.Combine(_bed.Root, machine, "results", "exp"));

    [Fact]
    public async Task WhatOneMachineMadeTheOtherFetches()
    {
        using var nginx = await Nginx.Start(Path.Combine(_bed.Root, "nginx"));
        var options = nginx.Options;
        Assert.All(await RunOn("one", options), r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        Assert.Equal(7, Directory.GetFiles(Path.Combine(nginx.Folder, "ac")).Length);
        Assert.All(await RunOn("two", options), r => Assert.Equal(StepOutcome.Fetched, r.Outcome));
        Assert.Equal(ResultsOf("one"), ResultsOf("two"));
        StoreAudit.AssertIntact(new CacheLayout(Path.Combine(_bed.Root, "two", "cache")));
        Assert.All(await RunOn("two", options), r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task ADamagedDownloadIsNotBelieved()
    {
        using var nginx = await Nginx.Start(Path.Combine(_bed.Root, "nginx"));
        var options = nginx.Options;
        await RunOn("one", options);
        foreach (var path in Directory.GetFiles(Path.Combine(nginx.Folder, "cas")))
            File.AppendAllText(path, "x");
        Assert.All(await RunOn("two", options), r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        Assert.Matches("is left alone for the rest of this run: its object .* is damaged", Assert.Single(_warnings));
        Assert.Equal(ResultsOf("one"), ResultsOf("two"));
        StoreAudit.AssertIntact(new CacheLayout(Path.Combine(_bed.Root, "two", "cache")));
    }

    [Fact]
    public async Task ADamagedRecordIsNotBelieved()
    {
        using var nginx = await Nginx.Start(Path.Combine(_bed.Root, "nginx"));
        var options = nginx.Options;
        await RunOn("one", options);
        foreach (var path in Directory.GetFiles(Path.Combine(nginx.Folder, "ac")))
            File.WriteAllText(path, File.ReadAllText(path).Replace("\"version\": 1", "\"version\": 2"));
        Assert.All(await RunOn("two", options), r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        Assert.Contains("its record of", Assert.Single(_warnings));
    }

    [Fact]
    public async Task AnUnreachableRemoteIsAWarningAndALocalRun()
    {
        // Bound, not listening: connections are refused, and nobody else gets the port meanwhile.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var options = new RemoteCacheOptions { Root = new Uri($"http://127.0.0.1:{((IPEndPoint)deaf.LocalEndPoint!).Port}/") };
        Assert.All(await RunOn("one", options), r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        Assert.Single(_warnings);
    }

    [Fact]
    public async Task ASlowRemoteIsAWarningAndALocalRun()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new RemoteCacheOptions
        {
            Root = new Uri($"http://{silent.LocalEndpoint}/"),
            Patience = TimeSpan.FromMilliseconds(100),
            SlowestRate = 1 << 30,
        };
        Assert.All(await RunOn("one", options), r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        Assert.EndsWith("it is too slow", Assert.Single(_warnings));
    }

    [Fact]
    public async Task CredentialsAreSentAndNeverPrinted()
    {
        using var nginx = await Nginx.Start(Path.Combine(_bed.Root, "nginx"), password: "sesame");
        await RunOn("one", nginx.Options with { Credentials = "slug:wrong-sesame" });
        Assert.EndsWith("it answers 401 Unauthorized", Assert.Single(_warnings));
        var right = nginx.Options with { Credentials = "slug:sesame" };
        await RunOn("two", right);
        Assert.All(await RunOn("three", right), r => Assert.Equal(StepOutcome.Fetched, r.Outcome));
        var inAddress = nginx.Options with { Root = new Uri(nginx.Root.ToString().Replace("//", "//slug:sesame@")) };
        Assert.All(await RunOn("four", inAddress), r => Assert.Equal(StepOutcome.Fetched, r.Outcome));
        Assert.DoesNotContain("sesame", string.Join('\n', _warnings) + right + inAddress);
    }
}
