using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slug.Build.Tests.Sweeps;

/// <summary>Sweeps of a very small experiment on this machine, through the built host.</summary>
[Collection(SweepCollection.Name)]
public sealed class SweepTaskTests(SweepTree tree)
{
    [Fact]
    public async Task A_sweep_goes_past_a_failed_point_and_resumes_with_it()
    {
        var config = tree.Config("local", $"""
            sweep:
              list:
                - unlearn.search.evaluations: 2
                - unlearn.search.evaluations: 3
                - download.emoji-facebook.sha256: "{SweepTree.WrongChecksum}"
            """);
        var answer = await tree.RunAsync(null, "--target=Sweep", $"--config={config}", "--jobs=2", "--device=cpu");
        Assert.True(answer.ExitCode == 1, answer.Output + answer.Error);
        Assert.Equal("", answer.Error);
        Assert.StartsWith("local: 3 points, 0 fresh; at most ", answer.Output);
        Assert.Matches(@"\[..:..:..\] 000-evaluations=2 +started, up to ComputeGrads, which \d other points? needs?\n", answer.Output);
        Assert.Matches(@"\[..:..:..\] 001-evaluations=3 +done in \d", answer.Output);
        Assert.Matches(@"\[..:..:..\] 002-sha256=0+ +failed after [\d.:]+( s)? \(\d of \d\): Download/emoji-facebook failed: ", answer.Output);
        Assert.Contains("1 of 3 points has no result; the same command goes on with it:\n  002-sha256=", answer.Output);
        Assert.Contains($"\n    log results/local/logs/points/002-sha256={SweepTree.WrongChecksum}.log\n", answer.Output);
        Assert.Equal("done done failed", States("local"));
        Assert.Contains("seconds", tree.Result("local/table.md"));
        Assert.Contains("fa@1", tree.Result("local/points/001-evaluations=3/../../table.csv"));
        Assert.Contains("Download/emoji-facebook", tree.Result($"local/logs/points/002-sha256={SweepTree.WrongChecksum}.log"));

        var status = await tree.RunAsync(null, "--target=Status", $"--config={config}");
        Assert.Matches(@"\A000-evaluations=2 +fresh\n001-evaluations=3 +fresh\n002-sha256=0+ +\d+ of \d+ steps to run, from Download/emoji-facebook: stale \(never ran\)\n3 points, 2 fresh; ", status.Output);

        var table = tree.Result("local/table.json");
        answer = await tree.RunAsync(null, "--target=Sweep", $"--config={config}", "--device=cpu");
        Assert.Equal(1, answer.ExitCode);
        Assert.DoesNotContain("started, up to", answer.Output);
        Assert.DoesNotContain("000-evaluations=2  ", answer.Output);
        Assert.Contains("(1 of 1)", answer.Output);
        Assert.Equal(table, tree.Result("local/table.json"));

        // One point as an experiment of its own: what workers call, and users who look into a failed one.
        var point = await tree.RunAsync(null, $"--config={config}", "--point=001-evaluations=3", "--device=cpu");
        Assert.Equal(0, point.ExitCode);
        Assert.Contains("Results: results/local/points/001-evaluations=3/", point.Output);
    }

    [Fact]
    public async Task Mistakes_in_a_sweep_exit_with_2_and_run_nothing()
    {
        var config = tree.Config("wrong", "sweep:\n  grid:\n    unlearn.serch.evaluations: [1, 2]\n    seed: [x]\n");
        foreach (var target in new[] { "Sweep", "Status" })
        {
            var answer = await tree.RunAsync(null, $"--target={target}", $"--config={config}");
            Assert.Equal(2, answer.ExitCode);
            Assert.Equal("", answer.Output);
            Assert.Contains("wrong.yaml:9: unknown key 'serch' in 'unlearn'; did you mean 'search'?\n", answer.Error);
            Assert.Contains("wrong.yaml:10: 'seed' must be a whole number, not 'x'\n", answer.Error);
        }
        Assert.Equal("", tree.Result("wrong/table.md"));
    }

    [Fact]
    public async Task An_ordinary_target_on_a_sweep_says_what_to_type()
    {
        var config = tree.Config("plain", "sweep:\n  grid:\n    seed: [1, 2]\n");
        var answer = await tree.RunAsync(null, $"--config={config}");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("this is a sweep of 2 points; --target=Sweep runs them all, --point=0 to --point=1 runs one of them\n", answer.Error);
    }

    [Fact]
    public async Task Without_Slurm_its_executor_says_what_to_do()
    {
        var config = tree.Config("nowhere", "sweep:\n  grid:\n    seed: [1, 2]\n");
        var answer = await tree.RunAsync(new Dictionary<string, string?> { ["PATH"] = "/nowhere" }, "--target=Sweep", $"--config={config}", "--executor=slurm");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("error: --executor=slurm: there is no sbatch on the PATH; ", answer.Error);
    }

    [Fact]
    public async Task A_signal_stops_the_points_and_ends_with_130()
    {
        var config = tree.Config("stopped", "sweep:\n  grid:\n    seed: [71, 72]\n    pretrain.pairs: [6400000]\n");
        using var process = tree.Start(null, "--target=Sweep", $"--config={config}", "--jobs=2", "--device=cpu");
        using var patience = new CancellationTokenSource(SweepTree.Patience);
        // Both must be at work, with their own handlers for the signal, on the job that ends with hours of training.
        while (!IsAtWork(tree.Result("stopped/logs/points/000-seed=71,pairs=6400000.log")) || !IsAtWork(tree.Result("stopped/logs/points/001-seed=72,pairs=6400000.log")))
            await Task.Delay(50, patience.Token);
        await Shell.RunAsync("/bin/kill", ["-INT", $"{process.Id}"], tree.Root);
        var answer = await SweepTree.ReadAsync(process);
        Assert.Equal(130, answer.ExitCode);
        Assert.Contains("Stopped. What was finished is kept; the same command goes on from there.", answer.Error);
        Assert.Contains("exit code 130\n", tree.Result("stopped/logs/points/000-seed=71,pairs=6400000.log"));
    }

    // A job's log opens with its command.
    private static bool IsAtWork(string log) => Regex.IsMatch(log, @"(?m)^\$ .* --target=Plot .*\n(?:(?!\$ ).*\n)*.*CreateTars");

    private string States(string sweep)
    {
        using var table = JsonDocument.Parse(tree.Result($"{sweep}/table.json"));
        return string.Join(' ', table.RootElement.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("state").GetString()));
    }
}
