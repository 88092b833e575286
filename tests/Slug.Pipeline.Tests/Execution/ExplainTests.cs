using System.Text.RegularExpressions;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Tests.Execution;

public sealed class ExplainTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task GivesTheWholeAccountOfAStep()
    {
        _bed.Write("data/list.txt", "a");
        var clock = new ManualClock();
        var load = _bed.Step("Load", new { Name = "x" }, inputs: new() { ["list"] = new SourcePath("data/list.txt") });
        var train = _bed.Step("Train", new { N = 1 }, inputs: new() { ["in"] = load.Output("out.txt") }, run: context =>
        {
            clock.Advance(12.5);
            context.Provenance("seed", "7");
            return File.WriteAllTextAsync(context.Output("out.txt"), "model");
        });
        var options = _bed.Options(load, train) with { Clock = clock, Provenance = new Dictionary<string, string> { ["device"] = "cpu", ["host"] = "here" } };
        using (var engine = new Engine(options))
        {
            Assert.Contains("not known before", Assert.Single(engine.Explain("Train")).ToString());
            await engine.RunAllAsync();
        }
        using var next = new Engine(options);
        // How much memory the test's process holds is its own affair, and some kernels do not tell.
        var account = Regex.Replace(Assert.Single(next.Explain("Train")).ToString(), @" and [\d.]+ [KMG]iB of memory", "");
        GoldenFiles.Matches("Execution/explain.txt", account);
        Assert.Empty(next.Explain("Nobody"));
    }
}
