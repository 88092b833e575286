using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Slug.Build.Tests.Sweeps;

/// <summary>Sweeps through a real Slurm.</summary>
[Collection(SweepCollection.Name)]
[Trait("Requires", "Slurm")]
public sealed partial class SlurmSweepTests(SweepTree tree, SlurmCluster cluster) : IClassFixture<SlurmCluster>
{
    [Fact]
    public async Task A_sweep_runs_as_job_arrays_and_is_followed_to_its_end()
    {
        var config = tree.Config("slurm", $"""
            sweep:
              list:
                - unlearn.search.evaluations: 4
                - unlearn.search.evaluations: 5
                - download.emoji-facebook.sha256: "{SweepTree.WrongChecksum}"
            cluster:
              partition: main
              cpus: 1
              time: 60
              extra: [--nice=10]
            seed: 5
            """);
        // With the downloads there already, the third point shares nothing that is to be made.
        Assert.Equal(0, (await tree.RunAsync(null, "--target=Download", "--point=0", $"--config={config}")).ExitCode);
        var answer = await SweepAsync(config, "--wait");
        Assert.True(answer.ExitCode == 1, answer.Output + answer.Error);
        Assert.Equal("", answer.Error);
        // The model of this seed is made by one task, on which those of the other points depend.
        var made = Submitted().Matches(answer.Output);
        Assert.Equal(3, made.Count);
        Assert.Equal("1 point up to ComputeGrads", made[0].Groups["what"].Value);
        Assert.Equal($"2 points, after {made[0].Groups["id"].Value}", made[1].Groups["what"].Value);
        Assert.Equal("1 point", made[2].Groups["what"].Value);
        Assert.Matches(@"\[..:..:..\] queue: ", answer.Output);
        Assert.Matches(@"\[..:..:..\] 001-evaluations=5 +done in ", answer.Output);
        Assert.Matches(@"\[..:..:..\] 002-sha256=0+ +failed after [\d.:]+( s)? \(\d of \d\): Download/emoji-facebook failed: ", answer.Output);
        Assert.Contains("1 of 3 points has no result; the same command goes on with it:\n  002-sha256=", answer.Output);
        Assert.Contains("\n    log results/slurm/slurm/logs/2-Plot.2.log\n", answer.Output);
        Assert.Contains("#SBATCH --partition=main\n#SBATCH --time=60\n#SBATCH --cpus-per-task=1\n#SBATCH --nice=10\n", tree.Result("slurm/slurm/1-Plot.sh"));
        Assert.Contains("\"state\": \"done\"", tree.Result("slurm/table.json"));

        // What is fresh is not submitted again.
        answer = await SweepAsync(config, "--wait");
        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("1 point", Assert.Single(Submitted().Matches(answer.Output)).Groups["what"].Value);
    }

    [Fact]
    public async Task What_was_submitted_is_followed_later_and_not_submitted_twice()
    {
        var config = tree.Config("later", "sweep:\n  grid:\n    unlearn.search.evaluations: [6]\n    seed: [5]\ncluster:\n  extra: [--hold]\n");
        var first = await SweepAsync(config);
        Assert.True(first.ExitCode == 0, first.Output + first.Error);
        var id = Assert.Single(Submitted().Matches(first.Output)).Groups["id"].Value;
        Assert.Contains($"Follow them with: ./build.sh --target=Sweep --config={config} --executor=slurm --wait\nCancel them with: scancel {id}\n", first.Output);

        var second = await SweepAsync(config);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"its jobs have not ended: {id}. Follow them with: ", second.Output);

        await cluster.RunAsync("scontrol", "release", id);
        var third = await SweepAsync(config, "--wait");
        Assert.True(third.ExitCode == 0, third.Output + third.Error);
        Assert.Contains($"later: following the jobs that were submitted already: {id}\n", third.Output);
        Assert.Contains("000-evaluations=6,seed=5  done in ", third.Output);
    }

    [Fact]
    public async Task A_signal_ends_the_following_and_not_the_jobs()
    {
        var config = tree.Config("left", "sweep:\n  grid:\n    unlearn.search.evaluations: [7]\ncluster:\n  extra: [--hold]\n");
        using var process = Start(config, "--wait");
        using var patience = new CancellationTokenSource(SweepTree.Patience);
        while (!(await cluster.RunAsync("squeue", "--noheader")).Output.Contains("left", StringComparison.Ordinal))
            await Task.Delay(100, patience.Token);
        // It may be between submitting and following; either way the signal ends it.
        while (tree.Result("left/slurm/submission.json").Length == 0)
            await Task.Delay(50, patience.Token);
        await Shell.RunAsync("/bin/kill", ["-INT", $"{process.Id}"], tree.Root);
        var answer = await SweepTree.ReadAsync(process);
        Assert.Equal(130, answer.ExitCode);
        Assert.Matches(@"The jobs go on\. Cancel them with: scancel \d+\n", answer.Output);

        // Cancelled by hand, they are told to have been ended by Slurm.
        var id = Regex.Match(answer.Output, @"scancel (\d+)").Groups[1].Value;
        using var follower = Start(config, "--wait");
        await Shell.ReadUntilAsync(follower, "left: following the jobs that were submitted already", SweepTree.Patience);
        await cluster.RunAsync("scancel", id);
        answer = await SweepTree.ReadAsync(follower);
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains($"Slurm ended it (time, memory, scancel or a lost node?): sacct -j {id}_0", answer.Output);
    }

    [Fact]
    public async Task A_script_that_Slurm_refuses_is_told_with_its_reason()
    {
        var config = tree.Config("refused", "sweep:\n  grid:\n    seed: [8, 9]\ncluster:\n  partition: nosuch\n");
        var answer = await SweepAsync(config);
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("invalid partition specified: nosuch", answer.Error);
        Assert.DoesNotContain("refused", (await cluster.RunAsync("squeue", "--noheader")).Output);
    }

    private async Task<Answer> SweepAsync(string config, params string[] arguments)
    {
        using var process = Start(config, arguments);
        return await SweepTree.ReadAsync(process);
    }

    private Process Start(string config, params string[] arguments) =>
        tree.Start(cluster.Environment, ["--target=Sweep", $"--config={config}", "--device=cpu", "--executor=slurm", .. arguments]);

    [GeneratedRegex(@"(?m)^job (?<id>\d+): (?<what>.*) \(results/.*\.sh\)$")]
    private static partial Regex Submitted();
}
