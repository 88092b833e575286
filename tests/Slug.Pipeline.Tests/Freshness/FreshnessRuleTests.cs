using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Freshness;

public sealed class FreshnessRuleTests
{
    private static readonly Content One = new(ArtifactKind.File, TempFolder.DigestOf("1"));
    private static readonly Content Two = new(ArtifactKind.File, TempFolder.DigestOf("2"));

    private static readonly ActionRecord Record = new()
    {
        Key = TempFolder.DigestOf("key"),
        Stage = "Train",
        Version = 1,
        Parameters = """{"Iterations":10}""",
        Inputs = new Dictionary<string, Content> { ["data"] = One },
        Outputs = new Dictionary<string, RecordedOutput> { ["model"] = new(One, 1, 1, 0) },
        Duration = TimeSpan.FromSeconds(1),
        Created = DateTimeOffset.UnixEpoch,
        Provenance = new Dictionary<string, string>(),
    };

    private static readonly FreshnessQuestion Fresh = new()
    {
        Key = Record.Key,
        Version = 1,
        Parameters = Record.Parameters,
        ParametersPath = "train",
        Inputs = new Dictionary<string, Content?> { ["data"] = One },
        Outputs = ["model"],
        Record = Record,
        LastKey = Record.Key,
        LastRecord = Record,
    };

    private static readonly FreshnessQuestion Other = Fresh with { Key = TempFolder.DigestOf("other"), Record = null };

    private static string Decide(FreshnessQuestion question)
    {
        var verdict = FreshnessRule.Decide(question);
        return $"{verdict.State}: {string.Join("; ", verdict.Reasons)}";
    }

    [Fact]
    public void AStoredResultIsFresh() => Assert.Equal("Fresh: ", Decide(Fresh));

    [Fact]
    public void AStoredResultIsFreshWhateverRanLast() => Assert.Equal("Fresh: ", Decide(Fresh with { LastKey = TempFolder.DigestOf("x"), LastRecord = null }));

    [Fact]
    public void NothingKnownNeverRan() => Assert.Equal("Stale: never ran", Decide(Other with { LastKey = null, LastRecord = null }));

    [Fact]
    public void AChangedParameterIsNamedAsInTheConfig() =>
        Assert.Equal("Stale: train.iterations: 10 -> 12", Decide(Other with { Parameters = """{"Iterations":12}""" }));

    [Fact]
    public void InputsThatCameWentAndChangedAreNamed() => Assert.Equal(
        $"Stale: input data: {One.Digest.Short} -> {Two.Digest.Short}; input more added",
        Decide(Other with { Inputs = new Dictionary<string, Content?> { ["data"] = Two, ["more"] = One } }));

    [Fact]
    public void AnInputGoneIsNamed() => Assert.Equal("Stale: input data removed", Decide(Other with { Inputs = new Dictionary<string, Content?>() }));

    [Fact]
    public void AFileThatBecameAFolderIsNamed() => Assert.Equal(
        "Stale: input data: file -> folder",
        Decide(Other with { Inputs = new Dictionary<string, Content?> { ["data"] = One with { Kind = ArtifactKind.Folder } } }));

    [Fact]
    public void AnotherStageVersionIsNamedFirst() =>
        Assert.Equal("Stale: stage version 1 -> 2; train.iterations: 10 -> 12", Decide(Other with { Version = 2, Parameters = """{"Iterations":12}""" }));

    [Fact]
    public void FaultsOfTheOutputsAreNamed()
    {
        var fault = new OutputFault("model", ObjectState.Damaged, One.Digest);
        Assert.Equal($"Stale: output model is damaged (object {One.Digest.Short})", Decide(Fresh with { Faults = [fault] }));
        Assert.Equal("Stale: output model is missing from the store", Decide(Fresh with { Faults = [fault with { State = ObjectState.Missing }] }));
        Assert.Equal("Stale: output extra is missing from the store", Decide(Fresh with { Outputs = ["model", "extra"] }));
        Assert.Equal("Stale: the record of its result was damaged", Decide(Fresh with { Record = null, RecordDamaged = true }));
        Assert.Equal("Stale: its result is no longer in the store", Decide(Fresh with { Record = null, LastRecord = null }));
        Assert.Equal("Stale: its result is no longer in the store", Decide(Other with { LastRecord = null }));
    }

    [Fact]
    public void ForcedIsStaleThoughStored() => Assert.Equal("Stale: forced", Decide(Fresh with { Forced = true }));

    [Fact]
    public void BehindAStaleStepAllIsMaybe()
    {
        var waiting = Fresh with { Key = null, Record = null, Upstream = ["Load"], Inputs = new Dictionary<string, Content?> { ["data"] = null } };
        Assert.Equal("Maybe: waits for Load", Decide(waiting));
        Assert.Equal("Stale: train.iterations: 10 -> 12; waits for Load", Decide(waiting with { Parameters = """{"Iterations":12}""" }));
        Assert.Equal("Stale: never ran; waits for Load", Decide(waiting with { LastKey = null, LastRecord = null }));
        Assert.Equal("Stale: forced; waits for Load", Decide(waiting with { Forced = true }));
    }

    [Fact]
    public void SeveralInputsAreInTheOrderOfTheirNames()
    {
        var last = Record with { Inputs = new Dictionary<string, Content> { ["z"] = One, ["b"] = One, ["y"] = One, ["c"] = One } };
        Assert.Equal(
            "Stale: input a added; input b: " + $"{One.Digest.Short} -> {Two.Digest.Short}" + "; input d added; input y removed; input z removed",
            Decide(Other with { LastRecord = last, Inputs = new Dictionary<string, Content?> { ["d"] = One, ["c"] = One, ["b"] = Two, ["a"] = One } }));
    }

    [Fact]
    public void AFolderThatBecameAFileIsNamed() => Assert.Equal(
        "Stale: input data: folder -> file",
        Decide(Other with { LastRecord = Record with { Inputs = new Dictionary<string, Content> { ["data"] = One with { Kind = ArtifactKind.Folder } } } }));

    [Fact]
    public void ForcedComesBeforeWhatElseIsStale()
    {
        Assert.Equal("Stale: forced; never ran", Decide(Other with { Forced = true, LastKey = null, LastRecord = null }));
        Assert.Equal("Stale: forced; output extra is missing from the store", Decide(Fresh with { Forced = true, Outputs = ["model", "extra"] }));
    }

    [Fact]
    public void ADamagedRecordIsToldEvenIfTheStepNeverRanHere() =>
        Assert.Equal("Stale: the record of its result was damaged", Decide(Other with { RecordDamaged = true, LastKey = null, LastRecord = null }));

    [Fact]
    public void BehindSeveralStaleStepsAllAreNamed()
    {
        var waiting = Fresh with { Key = null, Record = null, Upstream = ["Load", "Tar"], LastRecord = null };
        Assert.Equal("Maybe: waits for Load, Tar", Decide(waiting));
        Assert.Equal(new UpstreamNotFresh(["Load", "Tar"]), new UpstreamNotFresh(["Load", "Tar"]));
        Assert.NotEqual(new UpstreamNotFresh(["Load", "Tar"]), new UpstreamNotFresh(["Tar", "Load"]));
        Assert.Equal(new UpstreamNotFresh(["Load"]).GetHashCode(), new UpstreamNotFresh(["Load"]).GetHashCode());
        Assert.NotEqual(new UpstreamNotFresh(["Load"]).GetHashCode(), new UpstreamNotFresh(["Tar"]).GetHashCode());
    }
}
