using System.Security.Cryptography;
using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Pipeline.Progress;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Tests.EndToEnd;

public sealed class EndToEndTests(TinyExperiment tiny) : IClassFixture<TinyExperiment>
{
    [Fact]
    public void Runs_every_step_once() => Assert.All(tiny.FirstRun, r => Assert.Equal(StepOutcome.Ran, r.Outcome));

    [Fact]
    public void Leaves_a_table_with_the_promised_columns()
    {
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(tiny.Results, "table.json")));
        var rows = table.RootElement.EnumerateArray().ToList();
        Assert.Equal(
            ["original rocket", "original hamburger", "original mean", "slug rocket", "slug hamburger", "slug mean"],
            rows.Select(r => $"{r.GetProperty("method").GetString()} {r.GetProperty("concept").GetString()}"));
        foreach (var row in rows)
        {
            Assert.Equal(
                ["method", "concept", "learningRate", "layer", "lambda", "fa1", "fa5", "ta", "seconds"],
                row.EnumerateObject().Select(p => p.Name));
            Assert.Equal(["names@1", "names@5", "subcategories@1"], row.GetProperty("ta").EnumerateObject().Select(p => p.Name));
            Assert.All(row.GetProperty("ta").EnumerateObject(), p => Assert.InRange(p.Value.GetDouble(), 0, 1));
        }

        Assert.True(rows[3].GetProperty("seconds").GetDouble() > 0);
        Assert.True(File.Exists(Path.Combine(tiny.Results, "table.csv")));
        Assert.StartsWith("| method", File.ReadAllText(Path.Combine(tiny.Results, "table.md")).TrimStart());
    }

    [Fact]
    public void Leaves_figures_and_a_report()
    {
        foreach (var figure in new[] { "pareto-rocket-vision", "pareto-rocket-language", "similarity-rocket", "similarity-hamburger" })
        {
            Assert.True(new FileInfo(Path.Combine(tiny.Results, "figures", figure + ".png")).Length > 5000, figure);
            Assert.Contains("<svg", File.ReadAllText(Path.Combine(tiny.Results, "figures", figure + ".svg")));
        }

        var report = File.ReadAllText(Path.Combine(tiny.Results, "report.html"));
        Assert.Contains("rocket", report);
        Assert.Contains("experiment: ci-tiny", report);
        foreach (var log in new[] { "Pretrain", "Unlearn-rocket" }) Assert.True(File.Exists(Path.Combine(tiny.Results, "logs", log + ".log")), log);
    }

    [Theory]
    [InlineData("rocket")]
    [InlineData("hamburger")]
    public void Changes_one_layer_by_the_update_and_nothing_else(string concept)
    {
        using var update = UpdateFile.Load(Path.Combine(tiny.Results, "updates", concept + ".safetensors"));
        using var before = SafetensorsFile.Open(Path.Combine(tiny.Results, "models", "original.safetensors"));
        using var after = SafetensorsFile.Open(Path.Combine(tiny.Results, "models", concept + ".safetensors"));
        Assert.Equal(before.Header.Entries.Select(e => e.Name), after.Header.Entries.Select(e => e.Name));
        foreach (var entry in before.Header.Entries)
        {
            using var was = before.Load(entry.Name);
            using var @is = after.Load(entry.Name);
            using var expected = entry.Name == update.Layer ? was.add(update.Change) : was.clone();
            Assert.True(@is.allclose(expected, 0, 0), entry.Name);
        }
    }

    [Fact]
    public async Task Finds_everything_fresh_the_second_time() =>
        Assert.All(await tiny.RunAsync(), r => Assert.Equal(StepOutcome.Fresh, r.Outcome));

    [Fact]
    public async Task Reruns_only_what_reads_a_changed_parameter_and_says_why()
    {
        var reports = await tiny.RunAsync(["experiment=changed", "unlearn.curvePoints=6"]);
        var ran = reports.Where(r => r.Outcome != StepOutcome.Fresh).Select(r => r.StepId).ToList();
        Assert.Equal(["Unlearn/rocket", "Unlearn/hamburger", "Plot"], ran);
        reports = await tiny.RunAsync(["experiment=changed", "unlearn.curvePoints=7"]);
        Assert.Contains("unlearn.curvePoints: 6 -> 7", reports.Single(r => r.StepId == "Unlearn/rocket").ToString());
    }

    [Fact]
    public async Task Trains_to_the_same_bytes_again_so_that_the_wave_stops_there()
    {
        var model = Path.Combine(tiny.Results, "models", "original.safetensors");
        var before = SHA256.HashData(File.ReadAllBytes(model));
        var ran = (await tiny.RunAsync(force: ["Pretrain"])).Where(r => r.Outcome != StepOutcome.Fresh).Select(r => r.StepId);
        Assert.Equal(["Pretrain"], ran);
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(model)));
    }

    [Fact]
    public async Task Stops_in_the_middle_of_training_and_keeps_the_store_whole()
    {
        using var cancellation = new CancellationTokenSource();
        using var run = ExperimentRun.Open(tiny.Options(["experiment=cancelled", "pretrain.pairs=6401"]), new CancelAtProgress("Pretrain", cancellation));
        await run.RunStageAsync("Download", cancellation.Token);
        await run.RunStageAsync("CreateTars", cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunStageAsync("Pretrain", cancellation.Token));
        Assert.False(File.Exists(Path.Combine(tiny.Folder, "results", "cancelled", "models", "original.safetensors")));
        Assert.All(await tiny.RunAsync(), r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
    }

    private sealed class CancelAtProgress(string stepId, CancellationTokenSource cancellation) : IRunReporter
    {
        public void Started(string id, Slug.Pipeline.Freshness.FreshnessVerdict verdict)
        {
        }

        public void Progressed(string id, long done, long total, string unit)
        {
            if (id == stepId) cancellation.Cancel();
        }

        public void Waiting(string id, Slug.Pipeline.Locks.LockOwner owner)
        {
        }

        public void Warned(string message)
        {
        }

        public void Ended(StepReport report)
        {
        }
    }
}
