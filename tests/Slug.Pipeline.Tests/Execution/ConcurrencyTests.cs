using Slug.Pipeline.Execution;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>Several real processes on one store.</summary>
public sealed class ConcurrencyTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task NoActionIsDoneTwiceAndTheOthersSayForWhomTheyWait()
    {
        var witness = Path.Combine(_bed.Root, "witness");
        var gate = Path.Combine(_bed.Root, "gate");
        var hosts = Enumerable.Range(0, 4).Select(i => new HostProcess(_bed.Root, 1, $"exp{i}", witness, gate)).ToList();
        try
        {
            // One is in its first step and stays there until the other three wait for it, however long they take to start.
            while (hosts.Count(WaitsForMake) < 3 && !hosts.Any(h => h.HasExited))
                await Task.Delay(5);
            File.WriteAllText(gate, "");
            foreach (var host in hosts)
                Assert.Equal(0, await host.Exit());
            Assert.Equal(["Join", "Make", "Part 0", "Part 1", "Part 2", "Part 3", "Report"], Directory.GetFiles(witness).Select(f => Path.GetFileName(f).Split('~')[0]).Order(StringComparer.Ordinal));
            Assert.Equal(3, hosts.Count(WaitsForMake));
            Assert.Contains(hosts, h => h.Output.Contains("taken from another process", StringComparison.Ordinal));
            var results = Enumerable.Range(0, 4).Select(i => StoreAudit.Results(Path.Combine(_bed.Root, "results", $"exp{i}"))).Distinct();
            Assert.Single(results);
        }
        finally
        {
            hosts.ForEach(h => h.Dispose());
        }
    }

    [Fact]
    public async Task TheLockOfADeadOwnerIsFree()
    {
        var witness = Path.Combine(_bed.Root, "witness");
        // Its first step waits for what never comes.
        using var first = new HostProcess(_bed.Root, 0, witness: witness, gate: Path.Combine(_bed.Root, "gate"));
        while (!Directory.Exists(witness) && !first.HasExited)
            await Task.Delay(5);
        using var second = new HostProcess(_bed.Root, 0, "other");
        await second.WaitForLine($"waits for process {first.Id}");
        await first.Kill();
        Assert.Equal(0, await second.Exit());
        Assert.Contains("Make    stale (never ran), ran", second.Output);
    }

    [Fact]
    public async Task StepsOfTwoCachesThatGatherInOneFolderTakeTurns()
    {
        var folder = Path.Combine(_bed.Root, "data", "downloads", "pictures-1");
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        Engine Open(string cache) => new(_bed.Options(_bed.Step("Gather", run: Gather)) with { CacheFolder = Path.Combine(_bed.Root, cache) });
        using var first = Open("cache");
        using var second = Open("other");
        var one = Task.Run(() => first.RunAllAsync());
        await entered.Task;
        var two = Task.Run(() => second.RunAllAsync());
        while (!two.IsCompleted && !_bed.Reporter.Has($"waiting Gather for {Environment.ProcessId} Gather"))
            await Task.Delay(5);
        gate.SetResult();
        await one;
        await two;
        Assert.True(_bed.Reporter.Has($"waiting Gather for {Environment.ProcessId} Gather"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(folder)!));

        async Task Gather(IStepContext context)
        {
            context.Lock(folder);
            Assert.False(Directory.Exists(folder), "two are in the folder");
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "a"), "a");
            entered.TrySetResult();
            await gate.Task;
            File.Copy(Path.Combine(folder, "a"), context.Output("out.txt"));
            context.WhenRecorded(() => Directory.Delete(folder, recursive: true));
        }
    }

    private static bool WaitsForMake(HostProcess host) =>
        System.Text.RegularExpressions.Regex.IsMatch(host.Output, @"waits for process \d+ on \S+, which runs Make since");
}
