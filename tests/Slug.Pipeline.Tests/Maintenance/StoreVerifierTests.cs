using Slug.Pipeline.Execution;
using Slug.Pipeline.Maintenance;
using Slug.Pipeline.Store;
using Slug.Pipeline.TestHost;
using Slug.Pipeline.Tests.Execution;

namespace Slug.Pipeline.Tests.Maintenance;

public sealed class StoreVerifierTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    private VerifyReport Verify()
    {
        using var workspace = new Workspace(_bed.Cache, TimeProvider.System);
        return StoreVerifier.Verify(workspace);
    }

    private async Task<IReadOnlyList<string>> RunAndTell()
    {
        var reports = await _bed.Run([.. new SyntheticGraph(TimeSpan.Zero).Steps()]);
        return [.. reports.Where(r => r.Outcome == Slug.Pipeline.Progress.StepOutcome.Ran).Select(r => r.StepId)];
    }

    [Fact]
    public async Task AnIntactStoreHasNoFaults()
    {
        await RunAndTell();
        var report = Verify();
        Assert.Empty(report.Faults);
        Assert.Equal(7, report.Records);
        Assert.EndsWith("all intact\n", report.ToString());
    }

    [Fact]
    public async Task ADamagedObjectIsNamedMovedAsideAndMadeAgain()
    {
        await RunAndTell();
        var result = Path.Combine(_bed.Results, "all.bin");
        var expected = StoreAudit.Results(_bed.Results);
        // Damage that keeps size and time, as a bad disk would do it: no stat can see it.
        var time = File.GetLastWriteTimeUtc(result);
        File.SetAttributes(result, FileAttributes.Normal);
        var bytes = File.ReadAllBytes(result);
        bytes[0] ^= 1;
        File.WriteAllBytes(result, bytes);
        File.SetLastWriteTimeUtc(result, time);
        Assert.Empty(await RunAndTell());

        var fault = Assert.Single(Verify().Faults);
        Assert.Equal(ObjectState.Damaged, fault.State);
        Assert.Equal(["Join all.bin"], fault.NeededBy);
        Assert.Equal(["Join"], await RunAndTell());
        Assert.Empty(Verify().Faults);
        File.Delete(result);
        await RunAndTell();
        Assert.Equal(expected, StoreAudit.Results(_bed.Results));
    }

    [Fact]
    public async Task MissingObjectsAndDamagedRecordsAreNamed()
    {
        await RunAndTell();
        var layout = new CacheLayout(_bed.Cache);
        var record = Directory.GetFiles(layout.Records, "*", SearchOption.AllDirectories).First(f => File.ReadAllText(f).Contains("\"Join\""));
        File.WriteAllText(record, "torn");
        File.Delete(FirstFileOf(layout, "Make"));
        var report = Verify();
        Assert.Equal(2, report.Faults.Count);
        Assert.Contains(report.Faults, f => f.IsRecord && f.State == ObjectState.Damaged);
        Assert.Contains(report.Faults, f => !f.IsRecord && f.State == ObjectState.Missing && f.NeededBy.SequenceEqual(["Make shards"]));
        Assert.Equal(["Make", "Join"], await RunAndTell());
        Assert.Empty(Verify().Faults);
    }

    // The object of a file in the folder that a stage made.
    private static string FirstFileOf(CacheLayout layout, string stage)
    {
        using var workspace = new Workspace(layout.Root, TimeProvider.System);
        var record = StoreInventory.Read(layout).Records.Single(r => r.Stage == stage);
        return layout.Object(workspace.Artifacts.Tree(record.Outputs.Values.Single().Content.Digest).Entries[0].Digest!.Value);
    }
}
