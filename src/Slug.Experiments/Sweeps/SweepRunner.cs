using System.Globalization;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Executors;
using Slug.Pipeline.Sweeps;
using TorchSharp;

namespace Slug.Experiments.Sweeps;

/// <summary>Runs a sweep: plans it, has its points run, writes its table and tells the user how it went.</summary>
/// <param name="sweep">The sweep.</param>
/// <param name="command">How a point is started.</param>
/// <param name="output">Where lines go.</param>
/// <param name="clock">The clock.</param>
/// <param name="width">Characters in a line of the terminal.</param>
public sealed class SweepRunner(SweepRun sweep, HostCommand command, TextWriter output, TimeProvider clock, int width = int.MaxValue)
{
    private const string VisibleGpus = "CUDA_VISIBLE_DEVICES";

    /// <summary>Runs the points on this machine.</summary>
    /// <param name="jobs">Points that run at a time.</param>
    /// <param name="device">The device asked for; with <c>auto</c> and <c>cuda</c> each worker gets a GPU of its own, where there are some.</param>
    /// <param name="threads">Threads of a worker; null shares the cores out.</param>
    /// <param name="cancellation">Stops the running points.</param>
    /// <returns>Whether all points are up to date.</returns>
    public async Task<bool> RunLocallyAsync(int jobs, string device, int? threads, CancellationToken cancellation)
    {
        var schedule = Plan(out var plan);
        if (schedule.Count == 0)
            return Conclude(plan, []);
        var workers = Math.Min(jobs, schedule.Select(j => j.Point).Distinct().Count());
        var share = threads ?? (workers > 1 ? Math.Max(1, Environment.ProcessorCount / workers) : null);
        var options = new LocalExecutorOptions
        {
            Command = WithThreads(share),
            LogFolder = Path.Combine(sweep.ResultsFolder, "logs", "points"),
            Jobs = workers,
            Gpus = workers > 1 && device is "auto" or "cuda" ? Gpus() : [],
        };
        var reports = await ShowAsync(schedule, reporter => new LocalExecutor(options, reporter, clock).RunAsync(schedule, cancellation));
        return Conclude(sweep.PlanAfter(), reports);
    }

    /// <summary>Hands the points to Slurm.</summary>
    /// <param name="wait">Whether to follow them to their end.</param>
    /// <param name="threads">Threads of a point; null takes as many as the cluster gives it cores.</param>
    /// <param name="again">The command that follows the jobs, for the user to type.</param>
    /// <param name="cancellation">Stops submitting or following; what runs goes on.</param>
    /// <returns>Whether the points were submitted or, when waited for, are all up to date.</returns>
    /// <exception cref="ConfigurationException">This machine has no Slurm.</exception>
    /// <exception cref="SlurmException">Slurm refuses the jobs.</exception>
    public async Task<bool> RunOnSlurmAsync(bool wait, int? threads, string again, CancellationToken cancellation)
    {
        if (!Slurm.IsAvailable)
            throw new ConfigurationException(new ConfigOrigin("--executor=slurm", 0), "there is no sbatch on the PATH; type this on a machine from which jobs are submitted, or leave --executor out to run the points here");
        var folder = new SlurmFolder(Path.GetFullPath(Path.Combine(sweep.ResultsFolder, "slurm")));
        var executor = new SlurmExecutor(sweep.Name, folder, sweep.Cluster, WithThreads(threads ?? sweep.Cluster.Cpus));
        if (await executor.FindLiveAsync(cancellation) is { } live)
            return await FollowEarlierAsync(live, folder, wait, again, cancellation);
        var schedule = Plan(out var plan);
        if (schedule.Count == 0)
            return Conclude(plan, []);
        var submission = await executor.SubmitAsync(schedule, cancellation);
        Describe(submission, folder);
        if (wait)
            return await FollowAsync(submission.Resolve(sweep.Points)!, folder, submission.Ids, cancellation);
        output.WriteLine($"Follow them with: {again}");
        output.WriteLine($"Cancel them with: scancel {string.Join(' ', submission.Ids)}");
        return true;
    }

    private IReadOnlyList<SweepJob> Plan(out SweepPlan plan)
    {
        plan = sweep.Plan();
        output.WriteLine($"{sweep.Name}: {plan.Summary}");
        return sweep.Schedule(plan);
    }

    private async Task<IReadOnlyList<JobReport>> ShowAsync(IReadOnlyList<SweepJob> jobs, Func<IJobReporter, Task<IReadOnlyList<JobReport>>> run)
    {
        var reporter = LiveJobConsole.Create(output, clock, jobs);
        await using (reporter as IAsyncDisposable)
            return await run(reporter);
    }

    private HostCommand WithThreads(int? threads) => threads is null
        ? command
        : command with { Arguments = [.. command.Arguments, string.Create(CultureInfo.InvariantCulture, $"--threads={threads}")] };

    // What the user hid from us stays hidden from the workers.
    private static IReadOnlyList<string> Gpus()
    {
        if (Environment.GetEnvironmentVariable(VisibleGpus) is { } visible)
            return visible.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. Enumerable.Range(0, torch.cuda.is_available() ? torch.cuda.device_count() : 0).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    private async Task<bool> FollowEarlierAsync(SlurmSubmission live, SlurmFolder folder, bool wait, string again, CancellationToken cancellation)
    {
        var ids = string.Join(' ', live.Ids);
        if (!wait)
        {
            output.WriteLine($"This sweep was submitted already, and its jobs have not ended: {ids}. Follow them with: {again}");
            output.WriteLine($"or cancel them, to submit it anew: scancel {ids}");
            return false;
        }
        if (live.Resolve(sweep.Points) is not { } arrays)
        {
            output.WriteLine($"This sweep was submitted with other points than the config has now, and its jobs have not ended: {ids}.");
            output.WriteLine($"Wait for their end, or cancel them: scancel {ids}");
            return false;
        }
        output.WriteLine($"{sweep.Name}: following the jobs that were submitted already: {ids}");
        return await FollowAsync(arrays, folder, live.Ids, cancellation);
    }

    private async Task<bool> FollowAsync(
        IReadOnlyList<(string Id, SlurmArray Array)> arrays, SlurmFolder folder, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        IReadOnlyList<SweepJob> jobs = [.. arrays.SelectMany(a => a.Array.Jobs)];
        try
        {
            var reports = await ShowAsync(jobs, reporter => new SlurmFollower(folder, reporter, clock).FollowAsync(arrays, cancellation));
            return Conclude(sweep.PlanAfter(), reports);
        }
        catch (OperationCanceledException)
        {
            output.WriteLine($"The jobs go on. Cancel them with: scancel {string.Join(' ', ids)}");
            throw;
        }
    }

    private void Describe(SlurmSubmission submission, SlurmFolder folder)
    {
        var byNumber = submission.Arrays.SelectMany(a => a.Points.Select(p => (p.Number, a.Id))).ToDictionary(p => p.Number, p => p.Id);
        foreach (var array in submission.Arrays)
        {
            var after = array.Points[0].After.Select(n => byNumber[n]).Distinct().ToList();
            var points = string.Create(CultureInfo.InvariantCulture, $"{array.Points.Count} point{(array.Points.Count == 1 ? "" : "s")}{(array.IsWhole ? "" : $" up to {array.Stage}")}");
            output.WriteLine($"job {array.Id}: {points}{(after.Count == 0 ? "" : $", after {string.Join(", ", after)}")} ({Shown(folder.Script(array.Name))})");
        }
    }

    private bool Conclude(SweepPlan plan, IReadOnlyList<JobReport> reports)
    {
        var table = sweep.Table(plan, reports);
        SweepTableFiles.Save(table, sweep.ResultsFolder);
        var kinds = sweep.Kinds(plan);
        RequestKindFiles.Save(kinds, sweep.ResultsFolder);
        output.WriteLine();
        output.WriteLine(SweepTableFiles.Text(table, width));
        output.WriteLine($"Results: {Shown(sweep.ResultsFolder)}/ (table.md, table.csv, table.json, {string.Concat(kinds.Where(k => k.Rows.Count > 0).Select(k => $"{k.Name}.md, "))}points/)");
        foreach (var kind in kinds)
            output.WriteLine(Paragraph.Of(RequestKindFiles.Note(kind), width));
        var missed = table.Rows.Where(r => r.State == SweepRowState.NotForgotten).ToList();
        var open = table.Rows.Count(r => !r.IsComplete);
        var verdict = string.Create(CultureInfo.InvariantCulture, $"{table.Rows.Count - open - missed.Count} of {table.Rows.Count} points have forgotten all that they were to forget");
        output.WriteLine(Paragraph.Of(missed.Count == 0 ? verdict : $"{verdict}; NOT FORGOTTEN: {string.Join(", ", missed.Select(r => r.Point))}", width, indent: 2));
        if (open == 0)
            return missed.TrueForAll(r => r.MayFail);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{open} of {table.Rows.Count} points {(open == 1 ? "has" : "have")} no result; the same command goes on with {(open == 1 ? "it" : "them")}:"));
        foreach (var report in reports.Where(r => r.Outcome == JobOutcome.Failed && !missed.Exists(m => m.Point == r.Job.Point.Name)))
        {
            output.WriteLine($"  {report.Job.Point.Name}: {report.Message}");
            if (report.LogPath is not null)
                output.WriteLine($"    log {Shown(report.LogPath)}");
        }
        foreach (var lost in reports.Where(r => r.Outcome == JobOutcome.NotStarted).GroupBy(r => r.Message))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {lost.Count()} not started, {lost.Key}"));
        return false;
    }

    private static string Shown(string path) =>
        Path.GetRelativePath(Environment.CurrentDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
}
