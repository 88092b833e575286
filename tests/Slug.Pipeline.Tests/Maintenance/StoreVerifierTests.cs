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
        Damage.KeepingSizeAndTime(result);
        var fault = Assert.Single(Verify().Faults);
        Assert.Equal(ObjectState.Damaged, fault.State);
        Assert.Equal(["Join all.bin"], fault.NeededBy);
        Assert.Equal(["Join"], await RunAndTell());
        Assert.Empty(Verify().Faults);
        Assert.Equal(expected, StoreAudit.Results(_bed.Results));
    }

    [Fact]
    public async Task WhatWasMadeFromADamagedObjectIsNamedAndStaysWhereTheObjectWasHashedWhenItWasRead()
    {
        await RunAndTell();
        Damage.KeepingSizeAndTime(Path.Combine(_bed.Results, "all.bin"));
        var derived = Assert.Single(Verify().Derived);
        Assert.Equal(("Report", "all", false), (derived.Name, derived.Input, derived.IsSetAside));
        Assert.Equal(["Join"], await RunAndTell());
    }

    [Fact]
    public async Task WhatMayHaveBeenMadeFromADamagedObjectIsSetAsideAndMadeAnew()
    {
        await RunAndTell();
        var layout = new CacheLayout(_bed.Cache);
        // A record as older versions wrote it: the step may have read anything.
        var records = new RecordStore(layout, () => Path.Combine(_bed.Root, "tmp"));
        foreach (var part in StoreInventory.Read(layout).Records.Where(r => r.Stage == "Part" && r.Subject is "1" or "3"))
            records.Write(part with { InputsRead = false });
        Damage.KeepingSizeAndTime(FirstFileOf(layout, "Make"));
        var report = Verify();
        Assert.Equal(["Part/0 False", "Part/1 True", "Part/2 False", "Part/3 True"], report.Derived.Select(d => $"{d.Name} {d.IsSetAside}"));
        Assert.Contains("of Part/1 was made from its damaged input 'shards' and nobody knows", report.ToString());
        Assert.Equal(["Make", "Part/1", "Part/3"], await RunAndTell());
        Assert.Empty(Verify().Faults);
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
