using System.Diagnostics;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Store;
using Slug.Pipeline.TestHost;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>SIGKILL at points spread over a whole run; after each, a rerun must end with the very same results and an intact store.</summary>
public sealed class KillTests
{
    private const int Kills = 20;

    [Fact]
    public async Task AfterEveryKillARerunEndsWithTheSameBytesAndAnIntactStore()
    {
        using var reference = new Bed();
        var (expected, span) = await RunWhole(reference.Root);
        var random = new Random(7);
        for (var killed = 0; killed < Kills;)
        {
            using var bed = new Bed();
            using var host = new HostProcess(bed.Root, pauseMilliseconds: 1);
            await host.Ready;
            await Task.Delay(span * random.NextDouble());
            // A host that had ended already was not killed: the machine is faster than thought. Such a round does not count.
            var met = !host.HasExited;
            await host.Kill();
            span *= met ? 1.05 : 0.8;
            killed += met ? 1 : 0;
            StoreAudit.AssertIntact(new CacheLayout(bed.Cache));

            // The rerun is in this process: as far as the store is concerned, another one.
            using (var engine = new Engine(new EngineOptions
            {
                CacheFolder = bed.Cache,
                ResultsFolder = Path.Combine(bed.Root, "results"),
                RepositoryRoot = bed.Root,
                Experiment = "exp",
                Steps = new SyntheticGraph(TimeSpan.Zero).Steps(),
            }))
            {
                await engine.RunAllAsync();
            }
            Assert.Equal(expected, StoreAudit.Results(bed.Results));
            StoreAudit.AssertIntact(new CacheLayout(bed.Cache));
            Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(bed.Cache, "work")));
        }
    }

    private static async Task<(string Results, TimeSpan Span)> RunWhole(string root)
    {
        using var host = new HostProcess(root, pauseMilliseconds: 1);
        await host.Ready;
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, await host.Exit());
        return (StoreAudit.Results(Path.Combine(root, "results", "exp")), watch.Elapsed);
    }
}
