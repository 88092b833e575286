using System.Globalization;
using System.Text.RegularExpressions;
using Slug.Experiments.Regression;
using Slug.Figures.Tables;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Progress;

namespace Slug.Build.Tests.Docs;

/// <summary>
/// What README and docs/demos.md show as output is output: <c>docs/shown/</c> holds the <c>measures.json</c> of runs, the tables are what the host prints of
/// them, and their numbers are, within their tolerances, those of the baselines that <c>--target=Regress</c> holds later runs against. After another run:
/// copy its <c>measures.json</c> there, and its table into the text.
/// </summary>
public sealed partial class ShownOutputsTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Tables_are_what_the_host_prints_of_a_run()
    {
        var texts = new[] { Readme, File.ReadAllText(Path.Combine(Repository.Root, "docs", "demos.md")), File.ReadAllText(Path.Combine(Repository.Root, "docs", "vlm.md")), File.ReadAllText(Path.Combine(Repository.Root, "docs", "diffusion.md")), File.ReadAllText(Path.Combine(Repository.Root, "docs", "unlearn-canvas.md")) };
        var shown = texts.SelectMany(text => Table().Matches(text)).Select(match => match.Groups["block"].Value).ToList();
        Assert.NotEmpty(shown);
        var printed = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "shown"), "*.json").Select(Rows)
            .Select(rows => $"{ResultTable.ToText(rows)}\n{RunVerdict.TryOf(rows)}\n").ToList();
        Assert.All(shown, block => Assert.Contains(block, printed));
    }

    [Theory]
    [InlineData("drawings", "configs/demo/drawings.baseline.json")]
    [InlineData("emoji", "configs/ci/baseline.json")]
    public void Their_numbers_are_within_the_tolerances_of_the_baseline(string run, string baseline)
    {
        var metrics = Baseline.Load(Path.Combine(Repository.Root, baseline)).Metrics;
        var shown = Rows(Path.Combine(Repository.Root, "docs", "shown", $"{run}.json")).Where(row => row.Concept != ResultRow.Mean)
            .SelectMany(row => row.Measures.Where(m => !m.IsDetail).Select(m => (Name: $"{row.Method}/{row.Concept}/{m.Key}", m.Value))).ToList();
        Assert.True(shown.Count > 40);
        Assert.All(shown, measure => Assert.InRange(Math.Abs(measure.Value!.Value - metrics[measure.Name].Value), 0, metrics[measure.Name].Tolerance));
    }

    [Fact]
    public void The_lines_of_a_run_are_as_a_run_prints_them()
    {
        var lines = Line().Matches(Readme);
        Assert.True(lines.Count >= 3);
        foreach (Match line in lines)
        {
            var (id, log) = (line.Groups["id"].Value, line.Groups["log"]);
            var ran = log.Success;
            var report = new StepReport(
                id,
                ran ? StepOutcome.Ran : StepOutcome.Fresh,
                ran ? new FreshnessVerdict(FreshnessState.Stale, [new NeverRan()]) : FreshnessVerdict.Fresh,
                ran ? Duration(line.Groups["time"].Value) : TimeSpan.Zero,
                ran ? log.Value : null)
            {
                Column = id.Length + line.Groups["pad"].Length - 2,
            };
            Assert.Equal(report.ToString(), line.Groups["text"].Value);
            if (ran) Assert.EndsWith($"/logs/{id.Replace('/', '-')}.log", log.Value);
        }
    }

    private static List<ResultRow> Rows(string measures) => [.. MeasureFile.Load(measures).Select(row => row.ToRow())];

    private static TimeSpan Duration(string text) => text.Split(':') is [var minutes, var seconds]
        ? TimeSpan.FromSeconds((int.Parse(minutes, CultureInfo.InvariantCulture) * 60) + int.Parse(seconds, CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(double.Parse(text[..^2], CultureInfo.InvariantCulture));

    [GeneratedRegex("```\n(?<block>method [^\n`]* verdict [^`]*)```")]
    private static partial Regex Table();

    [GeneratedRegex(@"^\[\d\d:\d\d:\d\d\] (?<text>(?<id>\S+)(?<pad> {2,})(?:fresh|stale \(never ran\), ran (?<time>[\d.:]+(?: s)?), log (?<log>\S+)))$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
