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
        var hosts = Enumerable.Range(0, 4).Select(i => new HostProcess(_bed.Root, 20, $"exp{i}", witness)).ToList();
        try
        {
            foreach (var host in hosts)
                Assert.Equal(0, await host.Exit());
            Assert.Equal(["Join", "Make", "Part/0", "Part/1", "Part/2", "Part/3", "Report"], File.ReadAllLines(witness).Order(StringComparer.Ordinal));
            Assert.Contains(hosts, h => System.Text.RegularExpressions.Regex.IsMatch(h.Output, @"waits for process \d+ on \S+, which runs Make since"));
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
        using var first = new HostProcess(_bed.Root, 2000);
        await first.Ready;
        var locks = Path.Combine(_bed.Cache, "locks");
        while (!Directory.Exists(locks) || Directory.GetFiles(locks).Length == 0)
            await Task.Delay(5);
        using var second = new HostProcess(_bed.Root, 0, "other");
        await second.WaitForLine($"waits for process {first.Id}");
        await first.Kill();
        Assert.Equal(0, await second.Exit());
        Assert.Contains("Make    stale (never ran), ran", second.Output);
    }
}
