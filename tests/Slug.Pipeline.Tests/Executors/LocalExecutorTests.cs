using Slug.Pipeline.Executors;
using Slug.Pipeline.Sweeps;
using Slug.Pipeline.Tests.Sweeps;

namespace Slug.Pipeline.Tests.Executors;

/// <summary>Jobs as processes of a shell that stands in for the host.</summary>
public sealed class LocalExecutorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingJobReporter _reporter = new();

    public void Dispose() => _folder.Dispose();

    private LocalExecutorOptions Options(string script, int jobs = 1, params string[] gpus)
    {
        var path = Path.Combine(_folder.Root, "host.sh");
        File.WriteAllText(path, $"for a; do case $a in --point=*) point=${{a#--point=}};; --target=*) target=${{a#--target=}};; esac; done\n{script}\n");
        return new LocalExecutorOptions
        {
            Command = new HostCommand { Program = "/bin/sh", Arguments = [path, "--config=c.yaml"], WorkingDirectory = _folder.Root },
            LogFolder = Path.Combine(_folder.Root, "logs"),
            Jobs = jobs,
            Gpus = gpus,
        };
    }

    private static SweepJob Whole(int number, params int[] after) => new(number, Points.Point(number), "Plot", IsWhole: true) { After = after };

    private Task<IReadOnlyList<JobReport>> Run(LocalExecutorOptions options, IReadOnlyList<SweepJob> jobs, CancellationToken cancellation = default) =>
        new LocalExecutor(options, _reporter, TimeProvider.System).RunAsync(jobs, cancellation);

    [Fact]
    public async Task AFailedPointDoesNotStopTheOthersAndLeavesItsLog()
    {
        var options = Options("echo \"point $point\"; [ $point != 1 ] || { echo 'error: Unlearn/owl failed: no such thing' >&2; exit 1; }");
        var reports = await Run(options, [Whole(0), Whole(1), Whole(2)]);
        Assert.Equal([JobOutcome.Done, JobOutcome.Failed, JobOutcome.Done], reports.Select(r => r.Outcome));
        Assert.Equal("Unlearn/owl failed: no such thing", reports[1].Message);
        Assert.Contains("1 point 1", _reporter.Lines);
        Assert.Equal(Path.Combine(_folder.Root, "logs", "001-point.log"), reports[1].LogPath);
        var log = File.ReadAllText(reports[1].LogPath!);
        Assert.StartsWith($"$ /bin/sh {_folder.Root}/host.sh --config=c.yaml --target=Plot --point=1\n", log);
        // Output and errors come through two pipes: which is read first is chance.
        Assert.Contains("\npoint 1\n", log);
        Assert.Contains("\nerror: Unlearn/owl failed: no such thing\n", log);
        Assert.EndsWith("exit code 1\n", log);
    }

    [Fact]
    public async Task APointThatDiesInSilenceIsSaidSo()
    {
        var reports = await Run(Options("kill -9 $$"), [Whole(0)]);
        Assert.Equal("it ended with exit code 137 and said nothing", reports[0].Message);
    }

    [Fact]
    public async Task AProgramThatIsNotThereFailsEveryPoint()
    {
        var options = Options("") with { Command = new HostCommand { Program = "/nowhere/dotnet", Arguments = [], WorkingDirectory = _folder.Root } };
        var reports = await Run(options, [Whole(0), Whole(1)]);
        Assert.All(reports, r => Assert.Equal(JobOutcome.Failed, r.Outcome));
        Assert.All(reports, r => Assert.Contains("/nowhere/dotnet", r.Message));
    }

    [Fact]
    public async Task SharedWorkThatFailsTwiceStopsTheRestOfItsGroup()
    {
        var options = Options("[ $target = Plot ] || { echo 'error: Train failed'; exit 1; }");
        SweepJob maker = new(0, Points.Point(0), "Grads", IsWhole: false);
        var points = Enumerable.Range(0, 4).Select(i => new SweepJob(i + 1, i == 0 ? maker.Point : Points.Point(i), "Plot", IsWhole: true) { After = i == 3 ? [] : [0] });
        var reports = await Run(options, [maker, .. points]);
        Assert.Equal(
            ["Failed 0 Grads Train failed", "Failed 1 Grads Train failed", "NotStarted 2 Grads for want of what 001-point failed to make", "Done 3 Plot"],
            reports.Select(r => $"{r.Outcome} {r.Job.Point.Index} {r.Job.Stage} {r.Message}".TrimEnd()));
        Assert.Contains("1 point is not started, for want of what 001-point failed to make", _reporter.Events);
    }

    [Fact]
    public async Task WorkersRunTogetherAndEachSeesItsOwnGpu()
    {
        // Each waits for the other: two that ran one after the other would give up.
        var options = Options("""
            echo "$CUDA_VISIBLE_DEVICES" >gpu-$point
            for i in $(seq 12000); do [ -f gpu-0 ] && [ -f gpu-1 ] && exit 0; sleep 0.05; done
            exit 1
            """, jobs: 2, "3", "GPU-7f");
        var reports = await Run(options, [Whole(0), Whole(1)]);
        Assert.All(reports, r => Assert.Equal(JobOutcome.Done, r.Outcome));
        Assert.Equal(["3\n", "GPU-7f\n"], [File.ReadAllText(Path.Combine(_folder.Root, "gpu-0")), File.ReadAllText(Path.Combine(_folder.Root, "gpu-1"))]);
    }

    [Fact]
    public async Task CancellingAsksTheWorkersToStopWaitsForThemAndStartsNoMore()
    {
        var options = Options("trap 'echo cleaned up >cleaned; exit 130' TERM; touch started-$point; while :; do sleep 0.05; done", jobs: 1);
        using var cancellation = new CancellationTokenSource();
        var run = Run(options, [Whole(0), Whole(1)], cancellation.Token);
        while (!File.Exists(Path.Combine(_folder.Root, "started-0")) && !run.IsCompleted)
            await Task.Delay(20);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(File.Exists(Path.Combine(_folder.Root, "cleaned")), "The worker was not given time to clean up.");
        Assert.False(File.Exists(Path.Combine(_folder.Root, "started-1")));
        Assert.Equal(["started 0 Plot"], _reporter.Events);
    }
}
