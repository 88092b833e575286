using Slug.Pipeline.Freshness;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Progress;

namespace Slug.Pipeline.Tests.Planning;

public sealed class PlanTextTests
{
    private static readonly FreshnessVerdict Changed = new(FreshnessState.Stale, [new ParameterChanged("unlearn.search.iterations", "10", "12")]);

    private static readonly PlanReport Report = new("demo", [
        new PlannedStep("Load", "Load", FreshnessVerdict.Fresh, null, TimeSpan.FromSeconds(3)),
        new PlannedStep("Unlearn/rocket", "Unlearn", Changed, null, TimeSpan.FromSeconds(12.34)),
        new PlannedStep("Unlearn/tiger face", "Unlearn", new FreshnessVerdict(FreshnessState.Stale, [new NeverRan()]), null, null),
        new PlannedStep("Plot", "Plot", new FreshnessVerdict(FreshnessState.Maybe, [new UpstreamNotFresh(["Unlearn/rocket", "Unlearn/tiger face"])]), null, TimeSpan.FromSeconds(65)),
    ]);

    [Fact]
    public void APlanReadsAsInTheGoldenFile() => GoldenFiles.Matches("Planning/plan.txt", Report.ToString());

    [Fact]
    public void RunLinesReadAsInTheGoldenFile()
    {
        StepReport Line(string id, StepOutcome outcome, FreshnessVerdict verdict, double seconds, string? log) =>
            new(id, outcome, verdict, TimeSpan.FromSeconds(seconds), log) { Column = 14 };
        StepReport[] lines =
        [
            Line("Load", StepOutcome.Fresh, FreshnessVerdict.Fresh, 0, null),
            Line("Unlearn/rocket", StepOutcome.Ran, Changed, 12.34, "results/demo/logs/Unlearn-rocket.log"),
            Line("Train", StepOutcome.TakenOver, FreshnessVerdict.Fresh, 0, null),
            Line("Plot", StepOutcome.Failed, new FreshnessVerdict(FreshnessState.Stale, [new NeverRan()]), 242, "results/demo/logs/Plot.log"),
            Line("Plot", StepOutcome.Cancelled, new FreshnessVerdict(FreshnessState.Stale, [new Forced()]), 3700, "results/demo/logs/Plot.log"),
        ];
        GoldenFiles.Matches("Planning/lines.txt", string.Concat(lines.Select(l => $"{l}\n")));
    }

    [Fact]
    public void ALineShowsThreeReasonsAndALogAll()
    {
        var many = new FreshnessVerdict(FreshnessState.Stale, [.. Enumerable.Range(1, 5).Select(i => new InputAdded($"i{i}"))]);
        Assert.Equal("stale (input i1 added; input i2 added; input i3 added; and 2 more)", PlanText.Verdict(many));
        Assert.EndsWith("input i5 added)", PlanText.Verdict(many, all: true));
    }

    [Fact]
    public void ALineNamesSixStepsThatAStepWaitsForAndALogAll()
    {
        static FreshnessVerdict WaitsFor(int count) => new(FreshnessState.Maybe, [new UpstreamNotFresh([.. Enumerable.Range(1, count).Select(i => $"S{i}")])]);
        Assert.Equal("maybe (waits for S1, S2, S3, S4, S5, S6)", PlanText.Verdict(WaitsFor(6)));
        Assert.Equal("maybe (waits for S1, S2, S3, S4, S5, S6 and 2 more)", PlanText.Verdict(WaitsFor(8)));
        Assert.Equal("maybe (waits for S1, S2, S3, S4, S5, S6, S7, S8)", PlanText.Verdict(WaitsFor(8), all: true));
    }
}
