using Slug.Experiments.Results;
using Slug.Experiments.Sweeps;
using Slug.Experiments.Tests.Results;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Tests.Sweeps;

public sealed class SweepTableTests
{
    private static readonly IReadOnlyList<string> Forms = ["table.md", "table.csv", "table.json"];

    private static ConfigNode Value(string yaml) => ConfigReader.Parse(yaml, "v", [])!;

    private static RunMetric Metric(string measure, double? value) => new("slug", "mean", TestMeasures.Of(measure, value));

    private static SweepRow Row(string point, SweepRowState state, string candidates, string evaluations, params RunMetric[] metrics) =>
        new(point, state, [Value(candidates), Value(evaluations)], metrics);

    /// <summary>Ties, a point that failed, one that did not run, a number that was not measured and a value with a comma.</summary>
    private static SweepTable Sample() => new("demo-sweep", ["unlearn.candidates", "unlearn.search.evaluations"],
    [
        Row("000-a", SweepRowState.Done, "pareto", "6", Metric("fa@1", 0), Metric("fa@5", 0.0304), Metric("names@1", 0.4512345678901234), Metric("seconds", 12.25)),
        Row("001-b", SweepRowState.Done, "pareto", "10", Metric("fa@1", 0), Metric("fa@5", 0.02), Metric("names@1", 0.4498), Metric("seconds", 20)),
        Row("002-c", SweepRowState.Failed, "all", "6"),
        Row("003-d", SweepRowState.Done, "[visual_proj, \"a|b\"]", "10", Metric("fa@1", 0.0002), Metric("fa@5", 0.5), Metric("names@1", null), Metric("seconds", 12.25)),
        Row("004-e", SweepRowState.NotRun, "all", "14"),
    ]);

    [Theory]
    [InlineData("table.md")]
    [InlineData("table.csv")]
    [InlineData("table.json")]
    public void EveryFormIsAsInItsGoldenFile(string name)
    {
        var folder = Directory.CreateTempSubdirectory("slug-table-").FullName;
        try
        {
            SweepTableFiles.Save(Sample(), folder);
            Assert.Equal(Forms.Order(), Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order());
            Assert.Equal(Golden(name), File.ReadAllText(Path.Combine(folder, name)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void TheTerminalShowsIt() => Assert.Equal(Golden("table.txt"), SweepTableFiles.Text(Sample()));

    [Fact]
    public void AStateColumnIsThereOnlyWhereAPointHasNoResult()
    {
        var done = Sample() with { Rows = [.. Sample().Rows.Where(r => r.State == SweepRowState.Done)] };
        Assert.DoesNotContain("state", SweepTableFiles.Text(done));
        Assert.Contains("state", SweepTableFiles.Text(Sample()));
    }

    [Fact]
    public void APointThatDidNotForgetIsMarkedAndKeepsItsMetrics()
    {
        var table = new SweepTable("s", ["a.b", "c.d"], [Row("000-a", SweepRowState.NotForgotten, "1", "2", Metric("fa@1", 0.75)), Row("001-b", SweepRowState.Done, "1", "3", Metric("fa@1", 0))]);
        Assert.Contains("NOT FORGOTTEN      75.0", SweepTableFiles.Text(table));
        Assert.Contains("\"state\": \"not forgotten\"", SweepTableData.ToJson(table));
        Assert.All(SweepTableFiles.Text(Sample(), 60).Split('\n'), line => Assert.True(line.Length <= 60, line));
    }

    [Fact]
    public void OnlyTheTerminalCutsLongValues()
    {
        var concepts = string.Join(", ", Enumerable.Repeat("panda face", 5));
        var table = new SweepTable("s", ["unlearn.concepts"], [Row("000-a", SweepRowState.Done, $"[{concepts}]", "1", Metric("fa@1", 0.5))]);
        Assert.Contains("panda face, panda face,…  ", SweepTableFiles.Text(table));
        var folder = Directory.CreateTempSubdirectory("slug-table-").FullName;
        try
        {
            SweepTableFiles.Save(table, folder);
            Assert.All(Forms.Where(f => f != "table.json"), f => Assert.Contains(concepts, File.ReadAllText(Path.Combine(folder, f))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void WithoutAnyResultNothingIsBest()
    {
        var none = new SweepTable("s", ["a.b"], [new SweepRow("000-x", SweepRowState.Failed, [null], [])]);
        Assert.Equal("point  b        state\n─────  ───────  ──────\n000    default  failed\n", SweepTableFiles.Text(none));
    }

    [Fact]
    public void TheTableReplacesALinkAndLeavesWhatIsBehindItAlone()
    {
        var folder = Directory.CreateTempSubdirectory("slug-table-").FullName;
        try
        {
            var stored = Path.Combine(folder, "object");
            File.WriteAllText(stored, "stored");
            File.CreateSymbolicLink(Path.Combine(folder, "table.md"), stored);
            SweepTableFiles.Save(Sample(), folder);
            Assert.Equal("stored", File.ReadAllText(stored));
            Assert.StartsWith("# demo-sweep", File.ReadAllText(Path.Combine(folder, "table.md")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Golden(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Sweeps", name));
}
