using System.Diagnostics;
using System.Globalization;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Store;
using Slug.Pipeline.TestHost;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>SIGKILL at points spread over a whole run; after each, a rerun must end with the very same results and an intact store.</summary>
public sealed class KillTests
{
    // The CI tier asks for 200 in SLUG_TEST_KILLS; a few are enough to notice on a developer's machine that something broke.
    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("SLUG_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 20;

    [Fact]
    public async Task AfterEveryKillARerunEndsWithTheSameBytesAndAnIntactStore()
    {
        using var reference = new Bed();
        var (expected, span) = await RunWhole(reference.Root);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(worker => KillAndRerun(new Random(worker), span, expected, Kills / 2)));
    }

    private static async Task KillAndRerun(Random random, TimeSpan span, string expected, int kills)
    {
        for (var killed = 0; killed < kills;)
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
            await Rerun(bed);
            Assert.Equal(expected, StoreAudit.Results(bed.Results));
            StoreAudit.AssertIntact(new CacheLayout(bed.Cache));
            Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(bed.Cache, "work")));
        }
    }

    // In this process: as far as the store is concerned, another one.
    private static async Task Rerun(Bed bed)
    {
        using var engine = new Engine(bed.Options([.. new SyntheticGraph(TimeSpan.Zero).Steps()]));
        await engine.RunAllAsync();
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
