using Slug.Experiments.Regression;
using Slug.Experiments.Results;
using Slug.Experiments.Tests.Results;
using Slug.Figures.Tables;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Tests.Regression;

public sealed class RegressionReportTests
{
    private static readonly RunMetrics Metrics = new(
    [
        new RunMetric("original", "rocket", TestMeasures.Of("fa@1", 1) with { Better = Better.Higher }),
        new RunMetric("slug", "rocket", TestMeasures.Of("fa@1", 0)),
        new RunMetric("slug", "rocket", TestMeasures.Of("names@1", 0.474)),
        new RunMetric("slug", "rocket", TestMeasures.Of("names@5", null)),
        new RunMetric("slug", "rocket", TestMeasures.Of("seconds", 9.5)),
    ]);

    [Fact]
    public void Which_way_is_better_is_learnt_from_the_measure_and_every_measure_is_in_it()
    {
        // Names that say nothing, or the wrong thing.
        var metrics = new RunMetrics(
        [
            new RunMetric("slug", "rocket", new Measure("fa@x", 1, Better.Higher, MeasureSubject.Kept)),
            new RunMetric("slug", "rocket", new Measure("fid", 12, Better.Lower, MeasureSubject.Kept) { Unit = MeasureUnit.Score }),
            new RunMetric("slug", "rocket", TestMeasures.Of("mia", 0.9)),
        ]);
        var baseline = Baseline.Of("demo", metrics, null);
        Assert.Equal([("slug/rocket/fa@x", Better.Higher), ("slug/rocket/fid", Better.Lower), ("slug/rocket/mia", Better.Lower)], baseline.Metrics.Select(m => (m.Key, m.Value.Goal)));
        var worse = Baseline.Of("demo", new RunMetrics([.. metrics.All.Take(2), new RunMetric("slug", "rocket", TestMeasures.Of("mia", 0.95))]), null);
        Assert.Equal(["slug/rocket/mia"], RegressionReport.Compare(baseline, worse).Changes.Where(c => c.Verdict == MetricVerdict.Worse).Select(c => c.Name));
    }

    [Fact]
    public void Times_and_missing_numbers_are_in_no_baseline() => Assert.Equal(
        ["original/rocket/fa@1", "slug/rocket/fa@1", "slug/rocket/names@1"], Baseline.Of("demo", Metrics, null).Metrics.Keys);

    [Theory]
    [InlineData("slug/rocket/fa@1", 0.0, 0.02, MetricVerdict.Within)]
    [InlineData("slug/rocket/fa@1", 0.0, 0.03, MetricVerdict.Worse)]
    [InlineData("slug/rocket/fa@1", 0.5, 0.0, MetricVerdict.Better)]
    [InlineData("slug/rocket/names@1", 0.474, 0.454, MetricVerdict.Within)]
    [InlineData("slug/rocket/names@1", 0.474, 0.45, MetricVerdict.Worse)]
    [InlineData("slug/rocket/names@1", 0.474, 0.5, MetricVerdict.Better)]
    public void Judges_by_direction_and_tolerance(string name, double before, double now, MetricVerdict verdict)
    {
        var goal = name.EndsWith("fa@1", StringComparison.Ordinal) ? Better.Lower : Better.Higher;
        Baseline Of(double value) => new("demo", new Dictionary<string, BaselineMetric> { [name] = new(value, 0.02, goal) });
        var report = RegressionReport.Compare(Of(before), Of(now));
        Assert.Equal(verdict, Assert.Single(report.Changes).Verdict);
        Assert.Equal(verdict == MetricVerdict.Worse, report.IsRegression);
    }

    [Fact]
    public void Shows_what_moved()
    {
        var before = new Baseline("demo", new Dictionary<string, BaselineMetric>
        {
            ["slug/rocket/fa@1"] = new(0, 0.02, Better.Lower),
            ["slug/rocket/names@1"] = new(0.5, 0.02, Better.Higher),
            ["slug/panda/names@1"] = new(0.5, 0.02, Better.Higher),
        });
        var report = RegressionReport.Compare(before, Baseline.Of("demo", Metrics, before));
        Assert.True(report.IsRegression);
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "regression.txt")), report.ToString());
    }

    [Fact]
    public void A_baseline_is_read_back_as_it_was_written_and_keeps_its_tolerances()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("slug-baseline-").FullName, "new", "baseline.json");
        try
        {
            var first = Baseline.Of("demo", Metrics, null);
            first.Save(path);
            var text = File.ReadAllText(path);
            File.WriteAllText(path, text.Replace("\"tolerance\": 0.02", "\"tolerance\": 0.1"));
            var again = Baseline.Of("demo", Metrics, Baseline.Load(path));
            Assert.All(again.Metrics.Values, m => Assert.Equal(0.1, m.Tolerance));
            Assert.Equal(first.Metrics.Keys, again.Metrics.Keys);
            again.Save(path);
            Assert.Equal(text.Replace("0.02", "0.1"), File.ReadAllText(path));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(path))!, recursive: true);
        }
    }

    [Theory]
    [InlineData("{", "not a baseline")]
    [InlineData("""{"experiment":"demo"}""", "metrics")]
    [InlineData("""{"experiment":"demo","metrics":{"a":{"value":1,"tolerance":-1,"goal":"lower"}}}""", "tolerance below 0: a")]
    [InlineData("""{"experiment":"demo","metrics":{"a":{"value":1,"tolerance":0,"goal":"sideways"}}}""", "goal")]
    [InlineData("""{"experiment":"demo","metrics":{"a":{"value":1,"tolerance":0,"goal":"lower","x":1}}}""", "'x'")]
    public void Refuses_what_is_no_baseline(string json, string message)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => Baseline.Load(path)).Problems);
            Assert.Equal(path, problem.Origin.Source);
            Assert.Contains(message, problem.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_baseline_that_is_not_there_says_how_to_make_one() =>
        Assert.Contains("--update", Assert.Throws<ConfigurationException>(() => Baseline.Load("/nowhere/baseline.json")).Message);
}
